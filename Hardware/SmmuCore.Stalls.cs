using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <content>Transactions that stall, and their way back (IHI 0070 3.12.2).</content>
public sealed partial class SmmuCore
{
    private readonly Dictionary<int, StallId> _retries = [];

    /// <inheritdoc/>
    public StallTable Stalls { get; }

    /// <inheritdoc/>
    public WalkId BeginRetry(out WalkStep step)
    {
        if (!Stalls.TryPeekReleased(out var released) || released.Release != StallRelease.Retry)
            throw new InvalidOperationException("Nothing is to be retried.");
        if (!_idle.TryPop(out var slot)) slot = AddSlot();
        // The walk is as old as the release of its transaction, so that who waits for the one waits for the other.
        _begun[slot] = Stalls.OldestRelease!.Value;
        _retries.Add(slot, released.Stall);
        step = _walks[slot].Start(Stalls.FirstReleased);
        Stalls.DropReleased();
        return new WalkId(slot);
    }

    private TranslationResult Hold(int slot)
    {
        StallId? id = _retries.Remove(slot, out var retried) ? retried : null;
        // 6.3.9.6: while SMMUEN is 0 nothing becomes stalled; what stalled before has been aborted.
        return _unit.Enabled
            ? Stalls.Hold(_walks[slot].Transaction, _walks[slot].Result, id)
            : new TranslationResult(TranslationStatus.Aborted, TranslationPath.Walk, default, false, default);
    }
}
