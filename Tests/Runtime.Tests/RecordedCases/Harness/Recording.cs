using System.Text.RegularExpressions;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>What the same program printed on Akka.NET 1.5.30, and how a transcript is compared with it.</summary>
internal static partial class Recording
{
    private static readonly Version Recorded = new(1, 5, 30, 0);

    /// <summary>Fails unless the transcript of the world is the recording of the case, line by line.</summary>
    public static void Check(int number, World world) => Check(number, world.Lines);

    /// <summary>Fails unless the lines are the recording of the case.</summary>
    public static void Check(int number, IEnumerable<string> lines)
    {
        var expected = Stored(number);
        Replace(number, ref expected);
        var title = expected[..expected.IndexOf('\n', StringComparison.Ordinal)];
        Assert.Equal(Normalize(expected), AsRecorded(number, Normalize(string.Join('\n', lines.Prepend(title)) + "\n")));
    }

    // What is known to have changed since the version that was recorded; the embedded runtime is that version.
    private static string AsRecorded(int number, string text)
    {
        var akka = typeof(Akka.Actor.ActorSystem).Assembly.GetName();
        if (akka.Name != "Akka" || akka.Version <= Recorded) return text;
        const string Later = "Ask<Object>(fail) => InvalidOperationException";
        const string Then = "Ask<Object>(fail) => Failure: System.InvalidOperationException";
        return number == 19 ? text.Replace(Later, Then, StringComparison.Ordinal) : text;
    }

    /// <summary>Where the embedded runtime differs on purpose, its tests say so here; there is no such part in the other flavour.</summary>
    static partial void Replace(int number, ref string expected);

    private static string Stored(int number)
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream($"Recorded.{number:00}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// What no two runs share: the uids of incarnations in references (10, 12, 27) and in the text of Failed (12), the lines of stack
    /// traces
    /// (12), and the names of the temporary references behind Ask, which count all Asks of the system (19).
    /// </summary>
    private static string Normalize(string text)
    {
        text = text.ReplaceLineEndings("\n");
        text = StackTrace().Replace(text, "$1");
        text = UidInReference().Replace(text, "#uid");
        text = UidInFailed().Replace(text, "(uid) , Cause");
        return TemporaryName().Replace(text, "from temp to deadLetters]");
    }

    [GeneratedRegex(@"(?:\n(?:   at |--- End of stack trace)[^\n]*?)+?(\)?)(?=\n(?!   at |--- End))")]
    private static partial Regex StackTrace();

    [GeneratedRegex(@"#-?\d+")]
    private static partial Regex UidInReference();

    [GeneratedRegex(@"\(-?\d+\) , Cause")]
    private static partial Regex UidInFailed();

    [GeneratedRegex(@"from \$?[b-z] to deadLetters\]")]
    private static partial Regex TemporaryName();
}
