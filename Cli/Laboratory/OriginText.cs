using System.Globalization;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Laboratory;

namespace ActorIommu.Cli.Laboratory;

/// <summary>
/// Where a result comes from, and how to have it again: the first and the last lines of every command on simulated scenarios.
/// </summary>
internal static class OriginText
{
    /// <summary>Writes them.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="command">As typed.</param>
    /// <param name="scenario">What is run.</param>
    /// <param name="seed">What it follows from.</param>
    /// <param name="more">What else decides it, with two blanks behind it; or nothing.</param>
    /// <param name="reproduction">The command that does it again.</param>
    public static void Write(TextWriter writer, string command, MachineScenario scenario, ulong seed, string more, string reproduction)
    {
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{command} {scenario.Name}  seed {seed}  {more}bugs {SwitchName.ListOf(scenario)}  commit {VersionText.Version}"));
        writer.WriteLine($"again: {reproduction}");
    }
}
