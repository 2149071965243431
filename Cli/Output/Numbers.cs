using System.Globalization;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Output;

internal static class Numbers
{
    public static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Of(Tally tally) => $"{Grouped(tally.Equal)} of {Grouped(tally.Total)}";

    public static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
