using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// The rules of the mock driver that Linux' own tests of iommufd use (selftest.c): what those tests expect. Nested domains have four IOTLB
/// slots and devices four cache slots, in which an invalidation leaves 0.
/// </summary>
internal sealed class SelftestRules : IIommuRules
{
    /// <summary>Slots of a nested domain, and of a device.</summary>
    public const int Slots = 4;

    /// <summary>What is in a slot of a nested domain's IOTLB from the start.</summary>
    public const uint IotlbDefault = 0xbadbeef;

    /// <summary>What is in a slot of a device's cache from the start.</summary>
    public const uint CacheDefault = 0xbaddad;

    private const uint InvalidateAll = 1;
    private const ulong MockPageBytes = 0x800;
    private const int MaxHwQueues = 2;
    private static readonly IovaSpan Aperture = new(1 << 24, (1U << 31) - 1);
    private readonly Dictionary<NestedHwpt, uint[]> _iotlbs = [];
    private readonly Dictionary<DeviceId, uint[]> _caches = [];

    /// <inheritdoc/>
    public bool HasGuestPasidTables => true;

    /// <summary>The slots of a nested domain.</summary>
    public uint[] IotlbOf(NestedHwpt hwpt) => SlotsOf(_iotlbs, hwpt, IotlbDefault);

    /// <summary>The slots of a device.</summary>
    public uint[] CacheOf(DeviceId device) => SlotsOf(_caches, device, CacheDefault);

    /// <inheritdoc/>
    public Errno AllocPaging(DeviceTraits device, HwptFlags flags, UserData data, out DomainShape shape)
    {
        const HwptFlags Known = HwptFlags.NestParent | HwptFlags.DirtyTracking | HwptFlags.Pasid;
        shape = new DomainShape(Stage.One, Aperture, MockPageBytes);
        if ((flags & ~Known) != 0 || data != UserData.None) return Errno.EOPNOTSUPP;
        return flags.HasFlag(HwptFlags.DirtyTracking) && !device.TracksDirty ? Errno.EOPNOTSUPP : Errno.Ok;
    }

    /// <inheritdoc/>
    public Errno AllocNested(PagingHwpt parent, HwptFlags flags, UserData data, out NestedConfig config) =>
        Alloc(flags, data, needsVdevice: false, out config);

    /// <inheritdoc/>
    public Errno AllocNested(ViommuObject viommu, HwptFlags flags, UserData data, out NestedConfig config) =>
        Alloc(flags, data, needsVdevice: true, out config);

    /// <inheritdoc/>
    public Errno CheckAttach(DeviceTraits device, VdeviceObject? vdevice, Hwpt hwpt)
    {
        if (hwpt is PagingHwpt { TracksDirty: true } && !device.TracksDirty) return Errno.EINVAL;
        return hwpt is NestedHwpt { Config.Translates: true } && vdevice is null ? Errno.ENOENT : Errno.Ok;
    }

    /// <inheritdoc/>
    public bool HasViommu(DeviceTraits device, UserDataType type) => type == UserDataType.Selftest;

    // mock_viommu_init: what is mapped holds what the caller handed in.
    /// <inheritdoc/>
    public Errno InitViommu(DeviceTraits device, PagingHwpt parent, UserData data, out (ulong Offset, ulong SizeBytes)? region)
    {
        region = null;
        if (data == UserData.None) return Errno.Ok;
        Span<byte> structure = stackalloc byte[16];
        if (data.Copy(UserDataType.Selftest, structure, 4) is var error and not Errno.Ok) return error;
        region = (0, 2 * IUserMemory.PageBytes);
        return Errno.Ok;
    }

    /// <inheritdoc/>
    public Errno InitVdevice(ViommuObject viommu, DeviceObject device, ulong virtualId) => Errno.Ok;

    /// <inheritdoc/>
    public bool HasHwQueues(ViommuObject viommu, uint type) => type == (uint)UserDataType.Selftest;

    /// <inheritdoc/>
    public Errno InitHwQueue(ViommuObject viommu, uint index, ulong iova, ulong sizeBytes, out HwQueueObject? dependsOn)
    {
        dependsOn = null;
        if (index >= MaxHwQueues) return Errno.EINVAL;
        if (viommu.HwQueues.ContainsKey(index)) return Errno.EEXIST;
        return index != 0 && !viommu.HwQueues.TryGetValue(index - 1, out dependsOn) ? Errno.EIO : Errno.Ok;
    }

    // mock_domain_cache_invalidate_user: flags, iotlb_id.
    /// <inheritdoc/>
    public IEnumerable<KernelCall>? Invalidate(Reply reply, NestedHwpt hwpt, UserArray array)
    {
        if (array.Type != UserDataType.Selftest) reply.Result = Errno.EINVAL;
        Span<byte> structure = stackalloc byte[8];
        for (var index = 0; index < array.Count && reply.Result == Errno.Ok; index++)
        {
            reply.Result = array.CopyEntry(UserDataType.Selftest, index, structure, structure.Length);
            if (reply.Result != Errno.Ok) break;
            ReadOnlySpan<byte> entry = structure;
            reply.Result = Clear(IotlbOf(hwpt), entry.Word(0), entry.Word(1));
            if (reply.Result == Errno.Ok) reply.Handled++;
        }

        return [];
    }

    // mock_viommu_cache_invalidate: flags, vdev_id, cache_id. An empty array asks only whether the type is known.
    /// <inheritdoc/>
    public IEnumerable<KernelCall>? Invalidate(Reply reply, ViommuObject viommu, UserArray array)
    {
        const int Bytes = 16;
        if (array.Count == 0)
        {
            if (array.Type != UserDataType.Selftest) reply.Result = Errno.EINVAL;
            return [];
        }

        var structures = new byte[(int)array.Count * Bytes];
        reply.Result = array.CopyAll(UserDataType.Selftest, structures);
        for (var index = 0; index < array.Count && reply.Result == Errno.Ok; index++)
        {
            ReadOnlySpan<byte> entry = structures.AsSpan(index * Bytes, Bytes);
            var (flags, device, slot) = (entry.Word(0), entry.Word(1), entry.Word(2));
            if ((flags & ~InvalidateAll) != 0) reply.Result = Errno.EOPNOTSUPP;
            else if (!viommu.Vdevices.TryGetValue(device, out var vdevice)) reply.Result = Errno.EINVAL;
            else reply.Result = Clear(CacheOf(vdevice.Device.Traits.Device), flags, slot);
            if (reply.Result == Errno.Ok) reply.Handled++;
        }

        return [];
    }

    private static Errno Clear(uint[] slots, uint flags, uint slot)
    {
        if ((flags & ~InvalidateAll) != 0) return Errno.EOPNOTSUPP;
        if (slot >= Slots) return Errno.EINVAL;
        if (flags == InvalidateAll) Array.Clear(slots);
        else slots[slot] = 0;
        return Errno.Ok;
    }

    private static Errno Alloc(HwptFlags flags, UserData data, bool needsVdevice, out NestedConfig config)
    {
        config = default;
        if ((flags & ~HwptFlags.Pasid) != 0 || data.Type != UserDataType.Selftest) return Errno.EOPNOTSUPP;
        Span<byte> structure = stackalloc byte[4];
        if (data.Copy(UserDataType.Selftest, structure, structure.Length) is var error and not Errno.Ok) return error;
        config = new NestedConfig(((ReadOnlySpan<byte>)structure).Word(0), 0, needsVdevice);
        return Errno.Ok;
    }

    private static uint[] SlotsOf<TKey>(Dictionary<TKey, uint[]> all, TKey key, uint pattern)
        where TKey : notnull
    {
        if (all.TryGetValue(key, out var slots)) return slots;
        slots = new uint[Slots];
        Array.Fill(slots, pattern);
        all.Add(key, slots);
        return slots;
    }
}
