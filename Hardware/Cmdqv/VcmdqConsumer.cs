using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>A VCMDQ from the side of who consumes it. What its errors ask of the unit is kept until it is taken.</summary>
public sealed class VcmdqConsumer(CmdqvBlock block, Vcmdq queue) : ICommandConsumer
{
    private CmdqvEffects _owed;

    /// <inheritdoc/>
    public bool CanFetch => queue.CanFetch;

    /// <inheritdoc/>
    public Pa FetchAddress => queue.FetchAddress;

    /// <inheritdoc/>
    public uint Slot => queue.Slot;

    /// <inheritdoc/>
    public CommandError Error => queue.Error;

    /// <inheritdoc/>
    public OutstandingInvalidations AtcInvalidations => queue.AtcInvalidations;

    /// <inheritdoc/>
    public Command? Accept(in Command entry)
    {
        _owed |= block.Fetched(queue, entry, out var command);
        return command;
    }

    /// <inheritdoc/>
    public void FetchAborted() => _owed |= block.FetchAborted(queue);

    /// <inheritdoc/>
    public void Consumed() => queue.Consumed();

    /// <inheritdoc/>
    public bool TryCompleteSync()
    {
        var effects = block.CompleteSync(queue);
        _owed |= effects;
        return !queue.ActiveErrors.CmdqErr;
    }

    /// <summary>What was owed since the last call.</summary>
    public CmdqvEffects TakeOwed()
    {
        var owed = _owed;
        _owed = CmdqvEffects.None;
        return owed;
    }
}
