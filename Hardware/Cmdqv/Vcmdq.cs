// Not modelled: CONS indexes in memory. VCMDQ_CONS_INDX_BASE_DRAM keeps its value, nothing is written there, and so
// GERROR.CONS_DRAM_WR_ABT_ERR does not happen.
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>
/// A virtual command queue: a <see cref="CommandQueue"/> with its own registers and errors. Who consumes it reads the entry
/// at <see cref="FetchAddress"/>, hands it to <see cref="CmdqvBlock.Fetched"/>, lets what comes back take effect, and calls
/// <see cref="Consumed"/>; a CMD_SYNC waits for the earlier commands of this queue and for no other queue, and ends with
/// <see cref="CmdqvBlock.CompleteSync"/>.
/// </summary>
public sealed class Vcmdq
{
    private const ulong AddressMask = 0xffff_ffff_ffff;

    private readonly CommandQueue _queue;
    private VcmdqConfig _config;
    private VcmdqGerror _errors;
    private VcmdqGerror _acknowledged;
    private ulong _base;
    private ulong _consumerAddress;

    internal Vcmdq(int index, SmmuCapabilities capabilities, BugSet? bugs)
    {
        Index = index;
        _queue = new CommandQueue(capabilities, bugs);
    }

    /// <summary>Its number among all queues of the unit.</summary>
    public int Index { get; }

    /// <summary>CMDQV_CMDQ_ALLOC_MAP of it.</summary>
    public CmdqvCmdqAllocMap Allocation { get; internal set; }

    /// <summary>The interface that it is allocated to, if any.</summary>
    public Vintf? Owner { get; internal set; }

    /// <summary>VCMDQ_STATUS.CMDQ_EN_OK.</summary>
    public bool IsEnabled => _queue.Enabled;

    /// <summary>Errors that software has not acknowledged: VCMDQ_GERROR and VCMDQ_GERRORN differ.</summary>
    public VcmdqGerror ActiveErrors => new(_errors.Raw ^ _acknowledged.Raw);

    /// <summary>Index and wrap bit of the entry that is consumed next.</summary>
    public uint Slot => _queue.Consumer.Raw;

    /// <summary>Why it stopped last.</summary>
    public CommandError Error => _queue.Error;

    /// <summary>log2 of its entries.</summary>
    public int Log2Size => _queue.Log2Size;

    /// <summary>True if an entry can be fetched now.</summary>
    public bool CanFetch => _queue.CanFetch;

    /// <summary>Where the next entry is; 16 bytes.</summary>
    public Pa FetchAddress => _queue.FetchAddress;

    /// <summary>Its CMD_ATC_INVs that were consumed and not answered.</summary>
    public OutstandingInvalidations AtcInvalidations => _queue.AtcInvalidations;

    /// <summary>The entry was consumed: CONS passes it.</summary>
    public void Consumed() => _queue.Consumed();

    /// <summary>Hands an entry to the queue: what to execute, or null if the queue stopped at it.</summary>
    internal Command? Fetched(in Command entry)
    {
        var command = Owner is not { Config.HypOwn: false } ? entry : GuestCommands.Translate(entry, Owner);
        if (command is null) _queue.Refused();
        else if (_queue.Fetched(command.Value) != CommandError.None) command = null;
        // Virtual queues know only CS = SIG_NONE, whatever the entry says: software polls CONS (Linux commit 918eb5c856f6).
        return command is { Opcode: CommandOpcode.Sync } sync ? sync with { CS = SyncSignal.None } : command;
    }

    /// <summary>False if the queue stops at the CMD_SYNC.</summary>
    internal bool TryCompleteSync() => _queue.CompleteSync() == CommandError.None;

    internal void FetchAborted() => _queue.FetchAborted();

    /// <summary>Activates an error that is not active; true if it was not.</summary>
    internal bool Raise(VcmdqGerror errors)
    {
        var fresh = errors.Raw & ~ActiveErrors.Raw;
        _errors = new VcmdqGerror(_errors.Raw ^ fresh);
        return fresh != 0;
    }

    internal void Stop() => _queue.Configure(default, false);

    internal uint ReadPage0(int register) => register switch
    {
        VcmdqPage0Offset.ConsIndx => _queue.ConsumerRegister,
        VcmdqPage0Offset.ProdIndx => _queue.ProducerRegister,
        VcmdqPage0Offset.Config => _config.Raw,
        VcmdqPage0Offset.Status => (default(VcmdqStatus) with { CmdqEnOk = IsEnabled }).Raw,
        VcmdqPage0Offset.Gerror => _errors.Raw,
        VcmdqPage0Offset.Gerrorn => _acknowledged.Raw,
        _ => 0,
    };

    internal uint ReadPage1(int register) => register switch
    {
        VcmdqPage1Offset.Base => (uint)_base,
        VcmdqPage1Offset.Base + 4 => (uint)(_base >> 32),
        VcmdqPage1Offset.ConsIndxBaseDram => (uint)_consumerAddress,
        VcmdqPage1Offset.ConsIndxBaseDram + 4 => (uint)(_consumerAddress >> 32),
        _ => 0,
    };

    /// <summary>Writes a register of page 0; true if that is a failure to enable the queue.</summary>
    internal bool WritePage0(int register, uint value)
    {
        switch (register)
        {
            case VcmdqPage0Offset.ConsIndx:
                _queue.WriteConsumer(value);
                return false;
            case VcmdqPage0Offset.ProdIndx:
                _queue.WriteProducer(value);
                return false;
            case VcmdqPage0Offset.Config:
                return !TryConfigure(new VcmdqConfig(value & 1));
            case VcmdqPage0Offset.Gerrorn:
                Acknowledge(value);
                return false;
            default:
                return false;
        }
    }

    internal void WritePage1(int register, uint value)
    {
        // As CMDQ_BASE (IHI 0070 6.3.26): read-only while the queue runs.
        if (IsEnabled) return;
        switch (register & ~7)
        {
            case VcmdqPage1Offset.Base:
                _base = Merge(_base, register, value);
                break;
            case VcmdqPage1Offset.ConsIndxBaseDram:
                _consumerAddress = Merge(_consumerAddress, register, value);
                break;
            default:
                break;
        }
    }

    private static ulong Merge(ulong word, int register, uint value) =>
        ((register & 4) == 0 ? (word & ~0xffff_ffffUL) | value : (word & 0xffff_ffff) | ((ulong)value << 32)) & AddressMask;

    private bool TryConfigure(VcmdqConfig value)
    {
        _config = value;
        if (value.CmdqEn && (Owner is not { IsEnabled: true } || ActiveErrors.CmdqInitErr)) return false;
        _queue.Configure(new QueueBase(_base), value.CmdqEn);
        return true;
    }

    private void Acknowledge(uint value)
    {
        var active = ActiveErrors;
        _acknowledged = new VcmdqGerror((_acknowledged.Raw & ~active.Raw) | (value & active.Raw));
        if (active.CmdqErr && !ActiveErrors.CmdqErr) _queue.AcknowledgeError();
    }
}
