using ActorIommu.Hardware;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>Runs files of programs.</summary>
public static class ProgramRun
{
    private const int ProgramsPerProgress = 16;

    /// <summary>Runs programs through new cores and judges every answer.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="makeCore">Makes the SMMU of one program in its reset state; null for the correct one.</param>
    /// <param name="progress">Told now and then, on the calling thread.</param>
    /// <param name="cancellationToken">Ends the run between two programs.</param>
    public static ProgramReport Of(
        IReadOnlyList<SmmuProgram> programs, Func<ISmmuCore>? makeCore = null, IProgress<ReplayProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(programs);
        makeCore ??= () => new SmmuCore(ProgramMachine.Capabilities);
        var counts = new long[Enum.GetValues<VerdictKind>().Length];
        var explained = new Dictionary<uint, (IReadOnlyList<Divergence> Rules, long Answers)>();
        UnexplainedAnswer? first = null;
        for (var number = 0; number < programs.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (number % ProgramsPerProgress == 0)
                progress?.Report(new ReplayProgress(number, programs.Count, counts[(int)VerdictKind.Unexplained]));
            foreach (var verdict in new ProgramJudge(programs[number], makeCore()).Run())
            {
                counts[(int)verdict.Kind]++;
                first ??= verdict.Failure;
                if (verdict.Rules.Count == 0) continue;
                var key = DivergenceSet.Of(verdict.Rules).Bits;
                explained[key] = (verdict.Rules, explained.GetValueOrDefault(key).Answers + 1);
            }
        }

        progress?.Report(new ReplayProgress(programs.Count, programs.Count, counts[(int)VerdictKind.Unexplained]));
        return new ProgramReport
        {
            Programs = programs.Count,
            Equal = counts[(int)VerdictKind.Equal],
            LegalAlternatives = counts[(int)VerdictKind.LegalAlternative],
            Unexplained = counts[(int)VerdictKind.Unexplained],
            FirstUnexplained = first,
            Explained = [.. explained.Values.OrderBy(one => one.Rules.Count).ThenBy(one => one.Rules[0].Number)
                .ThenBy(one => one.Rules[^1].Number).Select(one => new ExplainedCount(one.Rules, one.Answers))],
        };
    }
}
