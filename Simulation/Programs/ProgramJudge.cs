using ActorIommu.Hardware;
using ActorIommu.Hardware.Translation;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Ledger;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>Runs one program through a core and judges each answer to a DMA.</summary>
internal sealed class ProgramJudge
{
    private readonly SmmuProgram _program;
    private readonly ProgramMachine _machine;
    private readonly AllowedAnswers _allowed;
    private readonly Observation _observation;
    private readonly Predictions _predictions;

    /// <summary>The state before the first operation.</summary>
    public ProgramJudge(SmmuProgram program, ISmmuCore core)
    {
        _program = program;
        _machine = new ProgramMachine(program, core);
        _allowed = new AllowedAnswers(program, core.Capabilities);
        _observation = new Observation(program);
        _predictions = new Predictions(program, _observation, core.Capabilities);
    }

    /// <summary>The verdicts, one for each DMA, in order.</summary>
    public IEnumerable<ProgramVerdict> Run()
    {
        var transfer = 0;
        for (var index = 0; index < _program.Operations.Count; index++)
        {
            var operation = _program.Operations[index];
            switch (operation.Kind)
            {
                case ProgramOperationKind.MemoryWrite:
                    _machine.Memory.Write(operation.Write);
                    _allowed.Write(operation.Write);
                    break;
                case ProgramOperationKind.Command:
                    _machine.Submit(operation.Command);
                    _allowed.Execute(operation.Command);
                    break;
                default:
                    yield return Judge(index, operation.Dma, transfer++);
                    break;
            }
        }
    }

    private ProgramVerdict Judge(int index, ProgramDma dma, int transfer)
    {
        var recorded = _program.Answers[transfer];
        var result = _machine.Translate(dma);
        var access = new ModelAccess(dma.Stream.Value, dma.Iova, !dma.IsRead);
        if (ModelAnswer.Of(result) is not { } ours || !_allowed.Contains(access, allowed => allowed.IsSameAs(ours)))
            return Unexplained(index, dma, recorded, result, isOurs: true);
        if (_observation.Agrees(ours, transfer)) return new ProgramVerdict(VerdictKind.Equal);
        if (_allowed.Contains(access, allowed => _observation.Agrees(allowed, transfer)))
            return new ProgramVerdict(VerdictKind.LegalAlternative);
        return _predictions.Explain(transfer) is { Count: > 0 } rules
            ? new ProgramVerdict(VerdictKind.Explained) { Rules = rules }
            : Unexplained(index, dma, recorded, result, isOurs: false);
    }

    private ProgramVerdict Unexplained(int index, in ProgramDma dma, in RecordedAnswer recorded, in TranslationResult result, bool isOurs)
    {
        var access = new ModelAccess(dma.Stream.Value, dma.Iova, !dma.IsRead);
        var walk = new List<string>(WalkExplanation.Of(_machine.Core, _machine.Memory, ProgramMachine.TransactionOf(dma)))
        {
            $"the architecture with empty caches: {AnswerText.Of(_allowed.Fresh(access))}",
        };
        return new ProgramVerdict(VerdictKind.Unexplained)
        {
            Failure = new UnexplainedAnswer
            {
                ProgramNumber = _program.Number,
                Line = _program.Line,
                Seed = _program.Seed,
                OperationIndex = index,
                Stream = dma.Stream,
                Iova = dma.Iova,
                IsRead = dma.IsRead,
                IsOurs = isOurs,
                Expected = AnswerText.Of(recorded),
                Got = ReplayComparison.Text(result),
                Walk = walk,
            },
        };
    }
}
