using System.Globalization;
using ActorIommu.Simulation.Choices;

namespace ActorIommu.Simulation.Traces;

/// <summary>Reads choices.trace files (docs/TRACE.md), and nothing that only looks like one.</summary>
public sealed class TraceReader
{
    /// <summary>A longer trace is refused.</summary>
    public const int MaxChoices = 1 << 24;

    private readonly string _file;
    private readonly string[] _lines;
    private int _line;

    private TraceReader(string text, string file) => (_lines, _file) = (text.Split('\n'), file);

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="file">How it is called in errors.</param>
    /// <exception cref="TraceFormatException">It is not a trace, or damaged.</exception>
    public static ChoiceTrace Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TraceReader(text, file).Read();
    }

    private ChoiceTrace Read()
    {
        Expect(TraceWriter.Magic);
        var header = new TraceHeader
        {
            Scenario = Value("scenario"),
            ScenarioHash = Hex(Value("scenario-hash")),
            Commit = Value("commit"),
            Seed = Number<ulong>(Value("seed")),
            Schedule = Number<long>(Value("schedule")),
            Strategy = Value("strategy"),
            Bugs = Value("bugs"),
            Unseed = Hex(Value("unseed")),
        };
        var declared = Value("choices");
        var count = Number<int>(declared);
        if (count > MaxChoices) throw ValueError(declared, $"is more than the {MaxChoices} choices that a trace may have");
        Expect(TraceWriter.Separator);
        var choices = new List<Choice>();
        while (choices.Count < count) ReadChoices(choices, count);
        var trace = new ChoiceTrace(header, choices.ToArray());
        if (Hex(Value("end")) != TraceWriter.Checksum(trace))
        {
            _line--;
            throw Error(5, "the checksum does not fit: the file was changed");
        }

        Expect("");
        if (_line != _lines.Length) throw Error(1, "there is something after the end");
        CheckForm(TraceWriter.ToText(trace).Split('\n'));
        return trace;
    }

    // The same choices in another form are the work of an editor, who may have changed more.
    private void CheckForm(string[] lines)
    {
        for (_line = 0; _line < Math.Min(lines.Length, _lines.Length); _line++)
        {
            var column = lines[_line].AsSpan().CommonPrefixLength(_lines[_line]);
            if (column < lines[_line].Length || column < _lines[_line].Length)
                throw Error(column + 1, "this is not the way in which these choices are written");
        }
    }

    private string Next() => _line < _lines.Length ? _lines[_line++] : throw Error(1, "the file ends too early");

    private void Expect(string line)
    {
        if (Next() == line) return;
        _line--;
        throw Error(1, line.Length == 0 ? "there is something after the end" : $"expected '{line}'");
    }

    // Reading a value leaves _line behind its line; errors about it are on the line before.
    private string Value(string key)
    {
        var line = Next();
        if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length + 1 && line[key.Length] == ' ')
            return line[(key.Length + 1)..];
        _line--;
        throw Error(1, $"expected '{key}' and its value");
    }

    private ulong Hex(string value)
    {
        if (value.Length == 16 && ulong.TryParse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            && !value.AsSpan().ContainsAnyInRange('A', 'F'))
            return number;
        throw ValueError(value, "is not 16 lower-case hexadecimal digits");
    }

    private T Number<T>(string value)
        where T : struct, IParsable<T>, IFormattable => T.TryParse(value, CultureInfo.InvariantCulture, out var number)
            && number.ToString(null, CultureInfo.InvariantCulture) == value && value[0] != '-'
            ? number
            : throw ValueError(value, "is not a number that fits");

    private TraceFormatException ValueError(string value, string what)
    {
        _line--;
        return Error(_lines[_line].Length - value.Length + 1, $"'{value}' {what}");
    }

    private void ReadChoices(List<Choice> choices, int count)
    {
        var line = Next();
        var column = 0;
        foreach (var range in line.AsSpan().Split(' '))
        {
            var token = line.AsSpan()[range];
            column = range.Start.Value + 1;
            if (!TryReadToken(token, out var choice, out var repeats))
            {
                _line--;
                throw Error(column, $"'{token}' is not a choice");
            }

            if (repeats > count - choices.Count)
            {
                _line--;
                throw Error(column, $"more than the {count} choices of the header");
            }

            for (var i = 0; i < repeats; i++) choices.Add(choice);
        }
    }

    // site:value/arity or site:value/arity*count
    private static bool TryReadToken(ReadOnlySpan<char> token, out Choice choice, out int repeats)
    {
        (choice, repeats) = (default, 1);
        var colon = token.IndexOf(':');
        var slash = token.IndexOf('/');
        if (colon < 0 || slash < colon || !ChoiceSite.TryParse(token[..colon], out var site)) return false;
        var star = token.IndexOf('*');
        if (star >= 0 && (!TryReadNumber(token[(star + 1)..], out repeats) || repeats < 2)) return false;
        var end = star < 0 ? token.Length : star;
        if (end < slash || !TryReadNumber(token[(colon + 1)..slash], out var value)) return false;
        if (!TryReadNumber(token[(slash + 1)..end], out var arity) || arity is < 2 or > Choice.MaxArity || value >= arity) return false;
        choice = new Choice(site, arity, value);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (text[0] != '0' || text.Length == 1);

    private TraceFormatException Error(int column, string message) => new(_file, _line + 1, column, message);
}
