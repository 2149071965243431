using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>What a context of iommufd is made of.</summary>
/// <param name="Rules">The SMMUs' driver, as far as it decides.</param>
/// <param name="Devices">Devices of the machine.</param>
/// <param name="Memory">Of the process for an address space: each has its own view of what is pinned for it.</param>
/// <param name="Read">Reads memory of the process; null where it has none (EFAULT).</param>
/// <param name="Experiment">What the run observes and does.</param>
internal sealed record ContextDescription(
    IIommuRules Rules, ImmutableArray<DeviceTraits> Devices, Func<IUserMemory> Memory, Func<Pa, int, ReadOnlyMemory<byte>?> Read,
    Experiment Experiment)
{
    private const int MaxInputBits = 48;

    /// <summary>Above this host software; each device is a group of its own. Null if no process has memory.</summary>
    public static ContextDescription? Of(HostDescription host)
    {
        if (host.ProcessMemory is not { } process) return null;
        var history = host.Experiment.History;
        var devices = host.Devices.Select((device, index) => new DeviceTraits(new DeviceId(index), new GroupId(index), device.Smmu)
        {
            Streams = device.Streams,
            MaxPasids = device.PasidBits == 0 ? 0 : 1U << Math.Min(device.PasidBits, host.Smmus[device.Smmu.Value].SubstreamBits),
        });
        return new ContextDescription(
            new ArmRules([.. host.Smmus.Select(TraitsOf)]), [.. devices],
            () => new HostUserMemory(process.Start, process.SizeBytes, history),
            (address, bytes) => ReadProcess(host.Memory, process, address, bytes), host.Experiment);
    }

    private static ReadOnlyMemory<byte>? ReadProcess(IPhysicalMemory memory, (Pa Start, ulong SizeBytes) process, Pa address, int bytes)
    {
        var offset = address.Value - process.Start.Value;
        if (address.Value % 8 != 0 || offset > process.SizeBytes || (ulong)bytes > process.SizeBytes - offset) return null;
        var words = new ulong[bytes / 8];
        if (!memory.TryRead(address, words)) return null;
        return MemoryMarshal.AsBytes<ulong>(words).ToArray();
    }

    private static ArmTraits TraitsOf(SmmuCapabilities smmu) =>
        new(smmu.StageOne, smmu.StageTwo, Math.Min(MaxInputBits, smmu.OutputAddressBits)) { Log2Commands = (int)smmu.Idr1.CMDQS };
}
