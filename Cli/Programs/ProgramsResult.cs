using ActorIommu.Simulation.Programs;

namespace ActorIommu.Cli.Programs;

/// <summary>What came of a file of programs.</summary>
internal sealed record ProgramsResult(string File, ProgramReport Report, TimeSpan Elapsed)
{
    public int ExitCode => Report.Unexplained == 0 ? Cli.ExitCode.AllEqual : Cli.ExitCode.Mismatch;
}
