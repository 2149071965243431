using System.Text.RegularExpressions;

namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>Recognises strings.</summary>
public interface IStringMatcher
{
    /// <summary>Judges a string.</summary>
    /// <param name="s">The string.</param>
    /// <returns>Whether it matches.</returns>
    bool IsMatch(string s);
}

/// <summary>Matches everything.</summary>
public class MatchesAll : IStringMatcher
{
    private MatchesAll()
    {
    }

    /// <summary>The only instance.</summary>
    public static IStringMatcher Instance { get; } = new MatchesAll();

    /// <inheritdoc/>
    public bool IsMatch(string s) => true;

    /// <inheritdoc/>
    public override string ToString() => "";
}

/// <summary>Matches one string.</summary>
/// <param name="s">The string.</param>
public class EqualsString(string s) : IStringMatcher
{
    private readonly string _expected = s;

    /// <inheritdoc/>
    public bool IsMatch(string s) => string.Equals(_expected, s, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"== \"{_expected}\"";
}

/// <summary>Matches strings that begin so.</summary>
/// <param name="start">The beginning.</param>
public class StartsWithString(string start) : IStringMatcher
{
    /// <inheritdoc/>
    public bool IsMatch(string s) => s.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"starts with \"{start}\"";
}

/// <summary>Matches strings that contain this.</summary>
/// <param name="part">The part.</param>
public class ContainsString(string part) : IStringMatcher
{
    /// <inheritdoc/>
    public bool IsMatch(string s) => s.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"contains \"{part}\"";
}

/// <summary>Matches by a regular expression.</summary>
/// <param name="regex">The expression.</param>
public class RegexMatcher(Regex regex) : IStringMatcher
{
    /// <inheritdoc/>
    public bool IsMatch(string s) => regex.IsMatch(s);

    /// <inheritdoc/>
    public override string ToString() => $"matches regex \"{regex}\"";
}

/// <summary>Matches by a predicate.</summary>
/// <param name="predicate">The predicate.</param>
/// <param name="hint">What it stands for.</param>
public class PredicateMatcher(Predicate<string> predicate, string hint = "") : IStringMatcher
{
    /// <inheritdoc/>
    public bool IsMatch(string s) => predicate(s);

    /// <inheritdoc/>
    public override string ToString() => $"matches predicate {hint}";
}

/// <summary>Matches a log source: the string itself, or an actor's path with or without its address.</summary>
/// <param name="path">The string.</param>
/// <param name="canBeRelative">Whether "a/b" may stand for "/user/a/b".</param>
public class EqualsStringAndPathMatcher(string path, bool canBeRelative = true) : IStringMatcher
{
    private readonly string _expected = path;

    /// <inheritdoc/>
    public bool IsMatch(string s)
    {
        if (string.Equals(_expected, s, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!Actor.ActorPath.TryParse(s, out var actor))
            return false;
        var elements = actor.ToStringWithoutAddress();
        return string.Equals(_expected, elements, StringComparison.OrdinalIgnoreCase)
            || (canBeRelative && string.Equals("/user/" + _expected, elements, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override string ToString() => $"== \"{_expected}\"";
}
