using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>
/// What the recorder could see of an answer: where a DMA landed only if that is a data frame, and where a read landed only
/// if no write of the program had taken the word's own address from it.
/// </summary>
internal sealed class Observation
{
    // What an access without a target and a refused translation both give the device.
    private const uint DecodeError = 2;

    private readonly SmmuProgram _program;
    private readonly ProgramDma[] _transfers;

    /// <summary>The recorder of one program.</summary>
    public Observation(SmmuProgram program)
    {
        _program = program;
        _transfers = [.. program.Operations.Where(one => one.Kind == ProgramOperationKind.Dma).Select(one => one.Dma)];
    }

    /// <summary>True if the recorder, given this answer to a DMA, would have written what it wrote.</summary>
    public bool Agrees(in ModelAnswer answer, int transfer)
    {
        var recorded = _program.Answers[transfer];
        var isAddress = answer.Kind == ModelAnswerKind.Address;
        return recorded.Outcome switch
        {
            RecordedOutcome.Event => answer.Kind == ModelAnswerKind.Event && answer.Event == recorded.Event,
            RecordedOutcome.Place => isAddress && answer.Address == recorded.Pa && IsIdentifiable(answer.Address, transfer),
            RecordedOutcome.Elsewhere =>
                isAddress && BoardMap.Of(answer.Address) != Backing.None && !IsIdentifiable(answer.Address, transfer),
            _ => recorded.AbortCode == DecodeError
                && (answer.Kind == ModelAnswerKind.Silent || (isAddress && BoardMap.Of(answer.Address) != Backing.Present)),
        };
    }

    private bool IsIdentifiable(ulong address, int transfer)
    {
        if (!ProgramMemory.IsFrame(address)) return false;
        if (!_transfers[transfer].IsRead) return true;
        for (var earlier = 0; earlier < transfer; earlier++)
        {
            var answer = _program.Answers[earlier];
            if (!_transfers[earlier].IsRead && answer.Outcome == RecordedOutcome.Place && answer.Pa == address) return false;
        }

        return true;
    }
}
