using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>The characters of one HOCON text: where we are, what comes next, and words that need no context.</summary>
internal sealed class HoconReader(string text)
{
    private const string NotInUnquotedText = "$\"{}[]:=,#`^?!@*&\\";
    private const string NotInUnquotedKey = NotInUnquotedText + ".";

    public int Offset { get; private set; }

    public bool AtEnd => Offset >= text.Length;

    /// <summary>The next character, or NUL at the end.</summary>
    public char Peek => AtEnd ? '\0' : text[Offset];

    public bool At(string word) => string.CompareOrdinal(text, Offset, word, 0, word.Length) == 0;

    public bool AtBlank => Peek is ' ' or '\t';

    public bool AtComment => Peek == '#' || At("//");

    public void Advance(int count = 1) => Offset += count;

    /// <summary>Skips white space, line ends and comments.</summary>
    public void SkipToToken()
    {
        while (!AtEnd)
        {
            if (AtComment)
                SkipLine();
            else if (char.IsWhiteSpace(Peek) || Peek == '\ufeff')
                Offset++;
            else
                return;
        }
    }

    /// <summary>Takes the blanks that follow on this line.</summary>
    public string TakeBlanks()
    {
        var start = Offset;
        while (AtBlank)
            Offset++;
        return text[start..Offset];
    }

    /// <summary>Takes unquoted text; empty if the next character cannot be in one.</summary>
    public string TakeUnquoted() => TakeWhileNot(NotInUnquotedText, stopAtAppend: false);

    /// <summary>Takes an unquoted key; empty if the next character cannot be in one.</summary>
    public string TakeUnquotedKey() => TakeWhileNot(NotInUnquotedKey, stopAtAppend: true);

    /// <summary>Takes everything up to <paramref name="end"/> and that too.</summary>
    /// <exception cref="FormatException">It does not come.</exception>
    public string TakeThrough(string end, string what)
    {
        var start = Offset;
        var found = text.IndexOf(end, start, StringComparison.Ordinal);
        if (found < 0)
            throw Error($"{what} is not closed", start);
        Offset = found + end.Length;
        return text[start..found];
    }

    /// <summary>Takes a text in simple or triple quotes.</summary>
    public string TakeQuoted()
    {
        if (At("\"\"\""))
        {
            Advance(3);
            return TakeThrough("\"\"\"", "The triple quote");
        }

        var start = Offset;
        var taken = new StringBuilder();
        for (Advance(); Peek != '"';)
        {
            if (AtEnd)
                throw Error("The quote is not closed", start);
            taken.Append(Peek == '\\' ? TakeEscape() : text[Offset++]);
        }

        Advance();
        return taken.ToString();
    }

    /// <summary>"(line,column)" of an offset, both from 1.</summary>
    public string PositionOf(int offset)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return string.Create(CultureInfo.InvariantCulture, $"({before.Count('\n') + 1},{before.Length - before.LastIndexOf('\n')})");
    }

    public FormatException Error(string message, int offset) => new($"{PositionOf(offset)} {message}");

    public FormatException Unexpected(string wanted) =>
        Error($"Expected {wanted}, but found {(AtEnd ? "the end of the text" : $"'{Peek}'")}", Offset);

    private string TakeWhileNot(string forbidden, bool stopAtAppend)
    {
        var start = Offset;
        while (!AtEnd && !char.IsWhiteSpace(Peek) && !AtComment && !forbidden.Contains(Peek, StringComparison.Ordinal)
               && !(stopAtAppend && At("+=")))
            Offset++;
        return text[start..Offset];
    }

    private void SkipLine()
    {
        var end = text.IndexOf('\n', Offset);
        Offset = end < 0 ? text.Length : end + 1;
    }

    private char TakeEscape()
    {
        var start = Offset;
        Advance();
        var escape = Peek;
        Advance();
        switch (escape)
        {
            case '"' or '\\' or '/': return escape;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u':
                if (Offset + 4 > text.Length
                    || !ushort.TryParse(text.AsSpan(Offset, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                    throw Error("The escape \\u needs four hexadecimal digits", start);
                Advance(4);
                return (char)code;
            default: throw Error($"Unknown escape code: {escape}", start);
        }
    }
}
