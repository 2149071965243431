using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <content>Transactions that stall, and their way back (IHI 0070 3.12.2).</content>
public sealed partial class SmmuCore
{
    /// <inheritdoc/>
    public StallTable Stalls { get; }

    /// <inheritdoc/>
    public WalkId BeginRetry(out WalkStep step)
    {
        if (!Stalls.TryPeekReleased(out var released) || released.Release != StallRelease.Retry)
            throw new InvalidOperationException("Nothing is to be retried.");
        var walk = TakeIdle();
        // The walk is as old as the release of its transaction, so that who waits for the one waits for the other.
        (walk.Begun, walk.Retried) = (Stalls.OldestRelease!.Value, released.Stall);
        step = walk.Start(Stalls.FirstReleased);
        Stalls.DropReleased();
        return new WalkId(walk.Slot);
    }

    private void Hold(TranslationWalk stalled)
    {
        // 6.3.9.6: while SMMUEN is 0 nothing becomes stalled; what stalled before has been aborted.
        stalled.Result = _unit.Enabled
            ? Stalls.Hold(stalled.Transaction, stalled.Result, stalled.Retried)
            : new TranslationResult(TranslationStatus.Aborted, TranslationPath.Walk, default, false, default);
    }
}
