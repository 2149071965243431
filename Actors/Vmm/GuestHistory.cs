using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Vmm;

/// <summary>The history as a guest adds to it: what happens in it is told as a guest's.</summary>
/// <param name="guest">Which guest.</param>
/// <param name="history">Of the run.</param>
public sealed class GuestHistory(GuestId guest, IHistory history) : IHistory
{
    /// <inheritdoc/>
    public bool IsOn => history.IsOn;

    /// <inheritdoc/>
    public void Record(IHistoryEvent what) => history.Record(new GuestEvent(guest, what));
}
