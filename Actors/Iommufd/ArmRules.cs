using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What an SMMU can do, as far as iommufd asks.</summary>
/// <param name="HasStageOne">IDR0.S1P.</param>
/// <param name="HasStageTwo">IDR0.S2P.</param>
/// <param name="InputBits">Of the domains that it makes.</param>
internal readonly record struct ArmTraits(bool HasStageOne, bool HasStageTwo, int InputBits = 48)
{
    /// <summary>Devices' accesses can be made cacheable in a VM's memory (CANWBS or S2FWB), and no erratum forbids nesting.</summary>
    public bool AllowsViommus { get; init; } = true;

    /// <summary>VCMDQs of a virtual interface (tegra241-cmdqv); 0 is none.</summary>
    public int Vcmdqs { get; init; }

    /// <summary>log2 of the largest queue in commands (IDR1.CMDQS).</summary>
    public int Log2Commands { get; init; } = 19;
}

/// <summary>
/// The rules of Linux' arm-smmu-v3 (7.2): arm-smmu-v3-iommufd.c, and tegra241-cmdqv.c for hardware queues. That a domain of stage 2 has no
/// PASIDs follows from the flags: no combination of them makes one that takes PASIDs.
/// Not modelled: HWPT_INVALIDATE of a nested domain without a viommu, which the driver does not have.
/// </summary>
/// <param name="smmus">Each SMMU.</param>
internal sealed class ArmRules(ImmutableArray<ArmTraits> smmus) : IIommuRules
{
    // The driver issues at most one batch less its CMD_SYNC at once (CMDQ_BATCH_ENTRIES).
    private const int BlockCommands = 63;
    private const int VirtualIdBits = 20;

    /// <inheritdoc/>
    public bool HasGuestPasidTables => true;

    /// <inheritdoc/>
    public Errno AllocPaging(DeviceTraits device, HwptFlags flags, UserData data, out DomainShape shape)
    {
        var traits = smmus[device.Smmu.Value];
        shape = default;
        if (data != UserData.None) return Errno.EOPNOTSUPP;
        var isNestParent = flags == HwptFlags.NestParent;
        var isStageOne = flags is HwptFlags.DirtyTracking or HwptFlags.Pasid or (HwptFlags.DirtyTracking | HwptFlags.Pasid);
        if (!isNestParent && !isStageOne && flags != HwptFlags.None) return Errno.EOPNOTSUPP;
        if (isNestParent && !(traits.HasStageOne && traits.HasStageTwo)) return Errno.EOPNOTSUPP;
        if (isStageOne && !traits.HasStageOne) return Errno.EOPNOTSUPP;
        var stage = isNestParent || !traits.HasStageOne ? Stage.Two : Stage.One;
        shape = new DomainShape(stage, new IovaSpan(0, (1UL << traits.InputBits) - 1), Granule.K4.PageSizeBytes);
        return Errno.Ok;
    }

    /// <inheritdoc/>
    public Errno AllocNested(PagingHwpt parent, HwptFlags flags, UserData data, out NestedConfig config)
    {
        config = default;
        return Errno.EOPNOTSUPP;
    }

    // arm_vsmmu_alloc_domain_nested.
    /// <inheritdoc/>
    public Errno AllocNested(ViommuObject viommu, HwptFlags flags, UserData data, out NestedConfig config)
    {
        config = default;
        if (flags != HwptFlags.None) return Errno.EOPNOTSUPP;
        Span<byte> bytes = stackalloc byte[16];
        if (data.Copy(UserDataType.ArmSmmuV3, bytes, bytes.Length) is var error and not Errno.Ok) return error;
        ReadOnlySpan<byte> structure = bytes;
        var (d0, d1) = (structure.Dword(0), structure.Dword(1));
        var entry = default(StreamTableEntry) with { D0 = d0, D1 = d1 };
        if (NestedEntry.Check(entry) != HostResult.Ok) return Errno.EIO;
        config = entry.V ? new NestedConfig(d0, d1, NestedEntry.Translates(entry)) : new NestedConfig(0, 0, Translates: false);
        return Errno.Ok;
    }

    /// <inheritdoc/>
    public Errno CheckAttach(DeviceTraits device, VdeviceObject? vdevice, Hwpt hwpt)
    {
        if (hwpt.Smmu != device.Smmu) return Errno.EINVAL;
        return hwpt is NestedHwpt { Config.Translates: true } && vdevice is null ? Errno.ENOENT : Errno.Ok;
    }

    /// <inheritdoc/>
    public bool HasViommu(DeviceTraits device, UserDataType type)
    {
        var traits = smmus[device.Smmu.Value];
        return type == UserDataType.ArmSmmuV3 && traits is { HasStageOne: true, HasStageTwo: true, AllowsViommus: true };
    }

    /// <inheritdoc/>
    public Errno InitViommu(DeviceTraits device, PagingHwpt parent, UserData data, out (ulong Offset, ulong SizeBytes)? region)
    {
        region = null;
        return parent.Smmu == device.Smmu ? Errno.Ok : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public Errno InitVdevice(ViommuObject viommu, DeviceObject device, ulong virtualId)
    {
        if (device.Traits.Streams.Length != 1) return Errno.EOPNOTSUPP;
        return smmus[viommu.Smmu.Value].Vcmdqs != 0 && virtualId >> VirtualIdBits != 0 ? Errno.EINVAL : Errno.Ok;
    }

    /// <inheritdoc/>
    public bool HasHwQueues(ViommuObject viommu, uint type) => type != 0 && smmus[viommu.Smmu.Value].Vcmdqs != 0;

    // tegra241_vintf_alloc_lvcmdq_user: in ascending order, aligned to its size.
    /// <inheritdoc/>
    public Errno InitHwQueue(ViommuObject viommu, uint index, ulong iova, ulong sizeBytes, out HwQueueObject? dependsOn)
    {
        dependsOn = null;
        var traits = smmus[viommu.Smmu.Value];
        if (index >= traits.Vcmdqs) return Errno.EINVAL;
        if (viommu.HwQueues.ContainsKey(index)) return Errno.EEXIST;
        if (index != 0 && !viommu.HwQueues.TryGetValue(index - 1, out dependsOn)) return Errno.EIO;
        var isSize = BitOperations.IsPow2(sizeBytes) && sizeBytes >= 2 * Command.SizeBytes
            && sizeBytes <= (ulong)Command.SizeBytes << traits.Log2Commands;
        return isSize && iova % sizeBytes == 0 ? Errno.Ok : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public IEnumerable<KernelCall>? Invalidate(Reply reply, NestedHwpt hwpt, UserArray array) => null;

    // arm_vsmmu_cache_invalidate. What is said to be handled has been issued (Linux 7.2 counts converted commands that it drops).
    /// <inheritdoc/>
    public IEnumerable<KernelCall>? Invalidate(Reply reply, ViommuObject viommu, UserArray array)
    {
        var bytes = new byte[(int)Math.Min(array.Count, 1U << 19) * Command.SizeBytes];
        reply.Result = array.CopyAll(UserDataType.ArmSmmuV3, bytes);
        return reply.Result == Errno.Ok ? Forward(reply, viommu, bytes) : [];
    }

    private static IEnumerable<KernelCall> Forward(Reply reply, ViommuObject viommu, byte[] bytes)
    {
        var block = ImmutableArray.CreateBuilder<Command>();
        var commands = bytes.Length / Command.SizeBytes;
        for (var index = 0; index < commands && reply.Result == Errno.Ok; index++)
        {
            var refused = Convert(viommu, CommandAt(bytes, index), out var command);
            if (refused == Errno.Ok) block.Add(command);
            if (refused == Errno.Ok && block.Count < BlockCommands && index + 1 < commands) continue;
            if (block.Count != 0)
            {
                var call = new ForwardCall(viommu, reply.Handled, block.ToImmutable());
                yield return call;
                reply.Result = call.Result;
                if (call.Result == Errno.Ok) reply.Handled += block.Count;
                block.Clear();
            }

            if (reply.Result == Errno.Ok) reply.Result = refused;
        }
    }

    private static Command CommandAt(byte[] bytes, int index)
    {
        var dwords = MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(index * Command.SizeBytes, Command.SizeBytes));
        return Command.Read(dwords);
    }

    // The VMID is put in by who issues, for it is the domain's.
    private static Errno Convert(ViommuObject viommu, Command command, out Command converted)
    {
        var result = GuestCommandConversion.Convert(command, default, name =>
            viommu.Vdevices.TryGetValue(name.Value, out var vdevice) ? vdevice.Device.Traits.Streams[0] : null);
        converted = result ?? command;
        return result is null ? Errno.EIO : Errno.Ok;
    }
}
