namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>Where the embedded runtime prints something else than Akka.NET 1.5.30, on purpose.</summary>
internal static partial class Recording
{
    static partial void Replace(int number, ref string expected)
    {
        expected = number switch
        {
            14 => RestartsInAnotherWindow(expected),
            23 => expected.Replace(
                "throughput=1 throughputDeadline=unset: 120 messages in 60 mailbox runs = 2 per run",
                "throughput=1 throughputDeadline=unset: 120 messages in 120 mailbox runs = 1 per run",
                StringComparison.Ordinal),
            25 => expected.Replace("k1,k3,k6,k2,k7,k5,k0,k4", "k0,k1,k2,k3,k4,k5,k6,k7", StringComparison.Ordinal),
            _ => expected,
        };
    }

    /// <summary>Windows run on the scheduler's clock: failures ten virtual seconds apart are never two in a window of five.</summary>
    private static string RestartsInAnotherWindow(string recorded)
    {
        var text = recorded[..recorded.IndexOf("   k/3 PostStop\n   p/1 <- f3", StringComparison.Ordinal)];
        return text + RestartOf(3, "f2") + "   p/1 <- f3\n   k/4 <- f3\n" + RestartOf(4, "f3");
    }

    private static string RestartOf(int incarnation, string message) =>
        $"""
           k/{incarnation} PreRestart(x,{message})
           k/{incarnation} PostStop
           k/{incarnation + 1} ctor
           k/{incarnation + 1} PostRestart(x)
           k/{incarnation + 1} PreStart

        """.ReplaceLineEndings("\n");
}
