// Not modelled: time: a function answers an invalidation at once or never, and what a CMD_RESUME of a virtual queue releases is answered
// at the next register write of the SMMU. How many commands a queue gives before the next one has its turn is one.
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>
/// A CMDQV unit joined to the SMMU that executes its commands, in one thread: a register write returns when every enabled
/// queue has nothing more that it can consume. The queues have turns of one command each.
/// </summary>
public sealed class CmdqvUnit
{
    private readonly CmdqvBlock _block;
    private readonly ISmmuCore _core;
    private readonly IPhysicalMemory _memory;
    private readonly IAtsEndpoint? _endpoint;
    private readonly WalkBarrier?[] _syncs;
    private int _turn;

    /// <param name="block">Registers and queues.</param>
    /// <param name="core">What commands take effect on; its own command queue goes on beside these.</param>
    /// <param name="memory">What the queues are read from.</param>
    /// <param name="endpoint">The functions behind that SMMU; without them CMD_ATC_INV and CMD_PRI_RESP are ignored.</param>
    public CmdqvUnit(CmdqvBlock block, ISmmuCore core, IPhysicalMemory memory, IAtsEndpoint? endpoint = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        (_block, _core, _memory, _endpoint) = (block, core, memory, endpoint);
        _syncs = new WalkBarrier?[block.Queues.Count];
    }

    /// <summary>Times that the unit's interrupt was raised.</summary>
    public int Interrupts { get; private set; }

    /// <summary>Reads a register.</summary>
    public ulong ReadRegister(int offset, int sizeBytes) => _block.Read(offset, sizeBytes);

    /// <summary>Writes a register; everything that it causes has happened on return.</summary>
    public void WriteRegister(int offset, int sizeBytes, ulong value) => Apply(_block.Write(offset, sizeBytes, value));

    /// <summary>Reads the page that a guest has of its interface.</summary>
    public ulong ReadGuestPage(int @interface, int offset, int sizeBytes) => _block.ReadGuestPage(@interface, offset, sizeBytes);

    /// <summary>Writes the page that a guest has of its interface; everything that it causes has happened on return.</summary>
    public void WriteGuestPage(int @interface, int offset, int sizeBytes, ulong value) =>
        Apply(_block.WriteGuestPage(@interface, offset, sizeBytes, value));

    /// <summary>A CMD_SYNC of the SMMU's own command queue completes, which is not consumed here.</summary>
    public void SyncElsewhere() => _block.SyncElsewhere();

    /// <summary>Consumes until no queue can go on: each is empty, stopped, or at a CMD_SYNC that waits for a walk in flight.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Lets the next queue that can go on consume one command; false if none can.</summary>
    public bool Step()
    {
        for (var tried = 0; tried < _syncs.Length; tried++)
        {
            var queue = _block.Queues[_turn];
            _turn = (_turn + 1) % _syncs.Length;
            if (!queue.CanFetch) _syncs[queue.Index] = null;
            else if (_syncs[queue.Index] is { } barrier ? TryComplete(queue, barrier) : Consume(queue)) return true;
        }

        return false;
    }

    private void Apply(CmdqvEffects effects)
    {
        if ((effects & CmdqvEffects.Interrupt) != 0) Interrupts++;
        if ((effects & CmdqvEffects.Consume) != 0) Run();
    }

    private bool Consume(Vcmdq queue)
    {
        Span<ulong> entry = stackalloc ulong[2];
        if (!_memory.TryRead(queue.FetchAddress, entry))
        {
            Apply(_block.FetchAborted(queue));
            return true;
        }

        Apply(_block.Fetched(queue, Command.Read(entry), out var accepted));
        if (accepted is not { } command) return true;
        if (command.Opcode == CommandOpcode.Sync) return TryComplete(queue, _core.Barrier());
        if (command.IsForEndpoint()) _endpoint.Send(command, _core, queue.AtcInvalidations);
        else _core.Execute(command);
        queue.Consumed();
        return true;
    }

    // IHI 0070 4.7.3 for this queue alone: its earlier commands took effect by the barrier, and its invalidations of device caches were
    // answered or are out of time; walks before it may go on.
    private bool TryComplete(Vcmdq queue, WalkBarrier barrier)
    {
        var isDrained = _core.IsDrained(barrier);
        _syncs[queue.Index] = isDrained ? null : barrier;
        if (isDrained) Apply(_block.CompleteSync(queue));
        return isDrained;
    }
}
