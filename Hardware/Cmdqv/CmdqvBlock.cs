// Not modelled: CONS indexes in memory (CMDQV_CONFIG.CONS_DRAM_EN reads as zero), the meaning of CMDQV_CONFIG's batch fields
// (they keep their value), VCMDQ error CERROR_ILL_ACCESS (no public document says when it is given).
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>
/// NVIDIA's CMDQV unit beside one SMMU (Linux 7.2, tegra241-cmdqv.c): virtual interfaces whose command queues a guest drives
/// without help of the hypervisor. Registers in, effects out; it reads no memory. See <see cref="CmdqvUnit"/> for the rest.
/// </summary>
public sealed class CmdqvBlock
{
    private const int PageBytes = 0x1_0000;
    private const uint ConfigMask = 0xf_ffff;

    private readonly CmdqvParameters _parameters;
    private readonly Vintf[] _interfaces;
    private readonly Vcmdq[] _queues;
    private readonly uint[] _interruptMask = new uint[2];
    private CmdqvConfig _config;

    /// <param name="parameters">How large it is.</param>
    /// <param name="capabilities">Of the SMMU that executes the commands.</param>
    /// <param name="bugs">Defects of its queues.</param>
    /// <exception cref="ArgumentOutOfRangeException">The register layout has no room for so much.</exception>
    public CmdqvBlock(CmdqvParameters parameters, SmmuCapabilities capabilities, BugSet? bugs = null)
    {
        if (!parameters.IsPossible) throw new ArgumentOutOfRangeException(nameof(parameters), $"{parameters}");
        _parameters = parameters;
        _interfaces = [.. Enumerable.Range(0, 1 << parameters.InterfacesLog2).Select(n => new Vintf(n, 1 << parameters.StreamsLog2))];
        _queues = [.. Enumerable.Range(0, 1 << parameters.QueuesLog2).Select(n => new Vcmdq(n, capabilities, bugs))];
    }

    /// <summary>All virtual interfaces, by number.</summary>
    public IReadOnlyList<Vintf> Interfaces => _interfaces;

    /// <summary>All virtual command queues, by number.</summary>
    public IReadOnlyList<Vcmdq> Queues => _queues;

    /// <summary>Bytes of the register space.</summary>
    public int SizeBytes => CmdqvOffset.VintfPage0Base + (_interfaces.Length * CmdqvOffset.VintfPageStride);

    /// <summary>Reads 4 or 8 bytes; anything that is no register gives zero.</summary>
    public ulong Read(int offset, int sizeBytes)
    {
        if (!IsAccess(offset, sizeBytes)) return 0;
        return sizeBytes == 4 ? Read32(offset) : Read32(offset) | ((ulong)Read32(offset + 4) << 32);
    }

    /// <summary>Writes 4 or 8 bytes; anything that is no register, or read-only now, is ignored.</summary>
    public CmdqvEffects Write(int offset, int sizeBytes, ulong value)
    {
        if (!IsAccess(offset, sizeBytes)) return CmdqvEffects.None;
        var effects = Write32(offset, (uint)value);
        return sizeBytes == 4 ? effects : effects | Write32(offset + 4, (uint)(value >> 32));
    }

    /// <summary>Reads the page that a guest has of its interface: page 0 of its logical queues, and nothing beyond.</summary>
    public ulong ReadGuestPage(int @interface, int offset, int sizeBytes) =>
        GuestOffset(@interface, offset) is { } absolute ? Read(absolute, sizeBytes) : 0;

    /// <summary>Writes the page that a guest has of its interface.</summary>
    public CmdqvEffects WriteGuestPage(int @interface, int offset, int sizeBytes, ulong value) =>
        GuestOffset(@interface, offset) is { } absolute ? Write(absolute, sizeBytes, value) : CmdqvEffects.None;

    /// <summary>
    /// The entry at the queue's <see cref="Vcmdq.FetchAddress"/>: <paramref name="command"/> is what is to be executed, with
    /// the interface's VMID and StreamIDs in it; null if the entry is illegal and stopped this queue.
    /// </summary>
    public CmdqvEffects Fetched(Vcmdq queue, in Command entry, out Command? command)
    {
        ArgumentNullException.ThrowIfNull(queue);
        command = queue.Fetched(entry);
        return command is null ? Raise(queue, default(VcmdqGerror) with { CmdqErr = true }) : CmdqvEffects.None;
    }

    /// <summary>The read of the entry was aborted: CERROR_ABT.</summary>
    public CmdqvEffects FetchAborted(Vcmdq queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        queue.FetchAborted();
        return Raise(queue, default(VcmdqGerror) with { CmdqErr = true });
    }

    /// <summary>
    /// The queue's CMD_SYNC has all that it waited for: CONS passes it, or the queue stops at it because an invalidation of a device's
    /// cache was never answered: CERROR_ATC_INV_SYNC (IHI 0070 3.9.1.4).
    /// </summary>
    public CmdqvEffects CompleteSync(Vcmdq queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return queue.TryCompleteSync() ? CmdqvEffects.None : Raise(queue, default(VcmdqGerror) with { CmdqErr = true });
    }

    /// <summary>
    /// A CMD_SYNC of the SMMU's own command queue completes. What a queue that is stopped has not told of its invalidations of device
    /// caches is told to nobody then; else it is told to whoever has the queue next (Linux: tegra241_vcmdq_hw_flush_timeout).
    /// </summary>
    public void SyncElsewhere()
    {
        foreach (var queue in _queues.Where(queue => !queue.IsEnabled)) queue.AtcInvalidations.Forget();
    }

    private int? GuestOffset(int @interface, int offset) =>
        @interface >= 0 && @interface < _interfaces.Length && offset is >= 0 and < PageBytes
            ? CmdqvOffset.VintfPage0Base + (@interface * CmdqvOffset.VintfPageStride) + offset
            : null;

    // 64 bits wide are the bases of the queues and the error maps of the interfaces.
    private bool IsAccess(int offset, int sizeBytes)
    {
        if (offset < 0 || offset >= SizeBytes || sizeBytes is not (4 or 8) || (offset & (sizeBytes - 1)) != 0) return false;
        if (sizeBytes == 4) return true;
        return PageOf(offset) switch
        {
            0 => offset >= CmdqvOffset.VintfBase
                && (offset & (CmdqvOffset.VintfStride - 1)) is VintfOffset.LvcmdqErrMap64 or VintfOffset.LvcmdqErrMap64 + 8,
            1 => false,
            var page => (page & 1) == 0 && (offset & (CmdqvOffset.VcmdqStride - 1)) <= VcmdqPage1Offset.ConsIndxBaseDram,
        };
    }

    private static int PageOf(int offset) => offset / PageBytes;

    // Pages 1 and 2 have the queues by physical number, every pair after them those of one interface by logical number.
    private Vcmdq? QueueAt(int offset)
    {
        var (page, slot) = (PageOf(offset), offset % PageBytes / CmdqvOffset.VcmdqStride);
        if (page < 3) return slot < _queues.Length ? _queues[slot] : null;
        var owner = _interfaces[(page - 3) / 2];
        return Array.Find(_queues, queue => queue.Owner == owner && queue.Allocation.LVCMDQ == slot);
    }

    private uint Read32(int offset)
    {
        if (PageOf(offset) == 0) return offset < CmdqvOffset.VintfBase ? ReadUnit(offset) : ReadInterface(offset - CmdqvOffset.VintfBase);
        var register = offset & (CmdqvOffset.VcmdqStride - 1);
        var queue = QueueAt(offset);
        return queue is null ? 0 : (PageOf(offset) & 1) != 0 ? queue.ReadPage0(register) : queue.ReadPage1(register);
    }

    private uint ReadUnit(int offset) => offset switch
    {
        CmdqvOffset.Config => _config.Raw,
        CmdqvOffset.Param => _parameters.Register.Raw,
        CmdqvOffset.Status => (default(CmdqvStatus) with { CmdqvEnabled = _config.CmdqvEn }).Raw,
        >= CmdqvOffset.VintfErrMap and < CmdqvOffset.VintfIntMask =>
            Map(offset - CmdqvOffset.VintfErrMap, _queues.Where(HasError).Select(queue => queue.Owner?.Index)),
        >= CmdqvOffset.VintfIntMask and < CmdqvOffset.CmdqErrMap => _interruptMask[(offset - CmdqvOffset.VintfIntMask) / 4],
        >= CmdqvOffset.CmdqErrMap and < CmdqvOffset.CmdqErrMap + 16 =>
            Map(offset - CmdqvOffset.CmdqErrMap, _queues.Where(HasError).Select(queue => (int?)queue.Index)),
        >= CmdqvOffset.CmdqAllocMap when AllocatedQueue(offset) is { } queue => queue.Allocation.Raw,
        _ => 0,
    };

    private uint ReadInterface(int offset)
    {
        var index = offset / CmdqvOffset.VintfStride;
        if (index >= _interfaces.Length) return 0;
        var owner = _interfaces[index];
        var register = offset & (CmdqvOffset.VintfStride - 1);
        return register switch
        {
            VintfOffset.Config => owner.Config.Raw,
            VintfOffset.Status => StatusOf(owner).Raw,
            >= VintfOffset.SidMatch and < VintfOffset.LvcmdqErrMap64 => owner.ReadStream(register),
            >= VintfOffset.LvcmdqErrMap64 and < VintfOffset.LvcmdqErrMap64 + 16 => Map(
                register - VintfOffset.LvcmdqErrMap64,
                OwnedBy(owner).Where(HasError).Select(queue => (int?)queue.Allocation.LVCMDQ)),
            _ => 0,
        };
    }

    private VintfStatus StatusOf(Vintf owner) => default(VintfStatus) with
    {
        ENABLED = owner.IsEnabled,
        STATUS = (byte)(OwnedBy(owner).Any(HasError) ? 1 : 0),
        NumLvcmdq = (byte)OwnedBy(owner).Count(),
    };

    private IEnumerable<Vcmdq> OwnedBy(Vintf owner) => _queues.Where(queue => queue.Owner == owner);

    private static bool HasError(Vcmdq queue) => queue.ActiveErrors.Raw != 0;

    private static uint Map(int byteOffset, IEnumerable<int?> bits)
    {
        var word = 0u;
        foreach (var bit in bits)
        {
            if (bit is { } number && number / 32 == byteOffset / 4) word |= 1u << (number & 31);
        }

        return word;
    }

    private Vcmdq? AllocatedQueue(int offset) =>
        (offset - CmdqvOffset.CmdqAllocMap) / 4 is var n && n < _queues.Length ? _queues[n] : null;

    private CmdqvEffects Write32(int offset, uint value)
    {
        if (PageOf(offset) == 0)
            return offset < CmdqvOffset.VintfBase ? WriteUnit(offset, value) : WriteInterface(offset - CmdqvOffset.VintfBase, value);
        if (QueueAt(offset) is not { } queue) return CmdqvEffects.None;
        var register = offset & (CmdqvOffset.VcmdqStride - 1);
        if ((PageOf(offset) & 1) == 0)
        {
            queue.WritePage1(register, value);
            return CmdqvEffects.None;
        }

        var failed = queue.WritePage0(register, value);
        return CmdqvEffects.Consume | (failed ? Raise(queue, default(VcmdqGerror) with { CmdqInitErr = true }) : CmdqvEffects.None);
    }

    private CmdqvEffects WriteUnit(int offset, uint value)
    {
        switch (offset)
        {
            case CmdqvOffset.Config:
                _config = new CmdqvConfig(value & ConfigMask);
                if (_config.CmdqvEn) break;
                foreach (var each in _interfaces) each.Disable();
                StopOrphans();
                break;
            case CmdqvOffset.VintfIntMask or CmdqvOffset.VintfIntMask + 4:
                return Unmask((offset - CmdqvOffset.VintfIntMask) / 4, value);
            case >= CmdqvOffset.CmdqAllocMap when AllocatedQueue(offset) is { } queue:
                Allocate(queue, new CmdqvCmdqAllocMap(value & 0x1f_80ff));
                break;
            default:
                break;
        }

        return CmdqvEffects.None;
    }

    private CmdqvEffects WriteInterface(int offset, uint value)
    {
        var index = offset / CmdqvOffset.VintfStride;
        if (index >= _interfaces.Length) return CmdqvEffects.None;
        var register = offset & (CmdqvOffset.VintfStride - 1);
        if (register == VintfOffset.Config)
        {
            _interfaces[index].Configure(new VintfConfig(value), _config.CmdqvEn);
            StopOrphans();
        }
        else if (register is >= VintfOffset.SidMatch and < VintfOffset.LvcmdqErrMap64)
        {
            _interfaces[index].WriteStream(register, value);
        }

        return CmdqvEffects.None;
    }

    // A queue belongs to one interface and has its place there alone. It is not moved while it runs.
    private void Allocate(Vcmdq queue, CmdqvCmdqAllocMap value)
    {
        if (queue.IsEnabled || value.VINTF >= _interfaces.Length || value.LVCMDQ >= _queues.Length) return;
        var owner = _interfaces[value.VINTF];
        if (value.ALLOC && _queues.Any(other => other != queue && other.Owner == owner && other.Allocation.LVCMDQ == value.LVCMDQ)) return;
        queue.Allocation = value;
        queue.Owner = value.ALLOC ? owner : null;
    }

    // Queues of an interface that is no longer enabled stop; CMDQ_EN has to be written again.
    private void StopOrphans()
    {
        foreach (var queue in _queues)
        {
            if (queue.Owner is { IsEnabled: false }) queue.Stop();
        }
    }

    private bool IsMasked(int @interface) => (_interruptMask[@interface / 32] >> (@interface & 31) & 1) != 0;

    private CmdqvEffects Raise(Vcmdq queue, VcmdqGerror errors) =>
        queue.Raise(errors) && queue.Owner is { } owner && !IsMasked(owner.Index) ? CmdqvEffects.Interrupt : CmdqvEffects.None;

    // An error that was kept quiet is told when its interface is no longer masked.
    private CmdqvEffects Unmask(int word, uint value)
    {
        var freed = _interruptMask[word] & ~value;
        _interruptMask[word] = value;
        return (freed & ReadUnit(CmdqvOffset.VintfErrMap + (4 * word))) != 0 ? CmdqvEffects.Interrupt : CmdqvEffects.None;
    }
}
