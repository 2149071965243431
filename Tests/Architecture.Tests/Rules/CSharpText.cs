using System.Text;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>C# source with comments and literals blanked, line breaks kept: what is left is code and nothing else.</summary>
internal static class CSharpText
{
    public static string Strip(string source)
    {
        var code = new StringBuilder(source);
        for (var at = 0; at < source.Length;)
        {
            var end = EndOfBlankedPart(source, at);
            for (var index = at; index < end; index++)
            {
                if (code[index] is not ('\n' or '\r'))
                    code[index] = ' ';
            }

            at = Math.Max(end, at + 1);
        }

        return code.ToString();
    }

    // Where the comment or literal that starts here ends; the same place if none starts here.
    private static int EndOfBlankedPart(string source, int at)
    {
        var rest = source.AsSpan(at);
        if (rest.StartsWith("//"))
            return EndOfLine(source, at);

        if (rest.StartsWith("/*"))
            return After(source, "*/", at + 2);

        if (rest[0] == '\'')
            return EndOfQuoted(source, at + 1, '\'');

        var prefix = rest.Length - rest.TrimStart("$@").Length;
        return prefix < rest.Length && rest[prefix] == '"' ? EndOfString(source, at, at + prefix) : at;
    }

    private static int EndOfString(string source, int start, int quote)
    {
        var quotes = source.AsSpan(quote).Length - source.AsSpan(quote).TrimStart('"').Length;
        if (quotes >= 3)
            return After(source, new string('"', quotes), quote + quotes);

        var prefix = source[start..quote];
        if (prefix.Contains('$', StringComparison.Ordinal))
            return EndOfInterpolated(source, quote + 1, isVerbatim: prefix.Contains('@', StringComparison.Ordinal));

        if (prefix.Length == 0)
            return EndOfQuoted(source, quote + 1, '"');

        for (var at = quote + 1; at < source.Length; at++)
        {
            if (source[at] != '"')
                continue;

            if (at + 1 == source.Length || source[at + 1] != '"')
                return at + 1;

            at++;
        }

        return source.Length;
    }

    // A hole can hold strings with quotes of their own, so it is read as code and then blanked with the rest.
    private static int EndOfInterpolated(string source, int start, bool isVerbatim)
    {
        var depth = 0;
        for (var at = start; at < source.Length; at++)
        {
            var doubled = at + 1 < source.Length && source[at + 1] == source[at];
            switch (source[at])
            {
                case '\\' when depth == 0 && !isVerbatim:
                case '{' or '}' when depth == 0 && doubled:
                case '"' when depth == 0 && isVerbatim && doubled:
                    at++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case '"' when depth == 0:
                    return at + 1;
                default:
                    at = depth > 0 ? Math.Max(at, EndOfBlankedPart(source, at) - 1) : at;
                    break;
            }
        }

        return source.Length;
    }

    private static int EndOfQuoted(string source, int start, char quote)
    {
        for (var at = start; at < source.Length; at++)
        {
            if (source[at] == '\\')
                at++;
            else if (source[at] == quote)
                return at + 1;
        }

        return source.Length;
    }

    private static int EndOfLine(string source, int at)
    {
        var end = source.IndexOf('\n', at);
        return end < 0 ? source.Length : end;
    }

    private static int After(string source, string mark, int at)
    {
        var found = source.IndexOf(mark, Math.Min(at, source.Length), StringComparison.Ordinal);
        return found < 0 ? source.Length : found + mark.Length;
    }
}
