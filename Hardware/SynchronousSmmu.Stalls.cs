using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <content>What becomes of transactions that stalled (IHI 0070 3.12.2).</content>
public sealed partial class SynchronousSmmu
{
    private readonly Queue<(StallId Stall, TranslationResult Result)> _answered = [];

    /// <summary>Takes the answer to a transaction that had stalled, in the order of the answers.</summary>
    /// <param name="stall">Which: <see cref="TranslationResult.Stall"/> of the answer to <see cref="Translate"/>.</param>
    /// <param name="result">Translated or terminated.</param>
    public bool TryTakeAnswered(out StallId stall, out TranslationResult result)
    {
        var any = _answered.TryDequeue(out var answered);
        (stall, result) = answered;
        return any;
    }

    // A retry that stalls again is released by nothing of its own, so this ends.
    private void AnswerReleased()
    {
        while (_core.Stalls.TryPeekReleased(out var released))
        {
            if (released.Release == StallRelease.Retry)
            {
                var walk = _core.BeginRetry(out var step);
                while (!step.IsDone) step = _core.Answer(walk, step, _memory);
                var result = _core.EndWalk(walk);
                if (result.HasEvent) Record(result);
                if (result.Status != TranslationStatus.Stalled) _answered.Enqueue((released.Stall, result));
                continue;
            }

            var status = released.Release == StallRelease.Abort ? TranslationStatus.Aborted : TranslationStatus.ReadZeroWriteIgnored;
            _answered.Enqueue((released.Stall, new TranslationResult(status, TranslationPath.Walk, default, false, default)));
            _core.Stalls.DropReleased();
        }
    }

    private void RetryUnrecorded()
    {
        if (_events.TryTakeRetry()) _core.Stalls.EventQueueWritable();
        AnswerReleased();
    }
}
