using System.Buffers.Binary;
using ActorIommu.Actors.Iommufd;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>What the kernel's tests of iommufd have in common (tools/testing/selftests/iommu): the mock driver's devices and data.</summary>
internal static class Selftest
{
    public const ulong Page = 0x1000;
    public const ulong MockPage = 0x800;
    public const ulong Start = 1 << 24;
    public const ulong UserAddress = 0x7000_0000;
    public const uint Default = SelftestRules.IotlbDefault;

    /// <summary>A device of the mock driver: each is in a group of its own.</summary>
    public static DeviceTraits Device(int number) => new(new DeviceId(number), new GroupId(number), new SmmuId(0)) { TracksDirty = true };

    /// <summary>The same with PASIDs of 20 bits.</summary>
    public static DeviceTraits PasidDevice(int number) => Device(number) with { MaxPasids = 1 << 20 };

    /// <summary>Words of driver data.</summary>
    public static byte[] Words(params uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }

    /// <summary>The data of a nested domain of the mock.</summary>
    public static UserData Nested { get; } = new(UserDataType.Selftest, 4, Words(Default));

    /// <summary>An array of invalidations of the mock, of a number of words each.</summary>
    public static UserArray Entries(int words, params uint[] values) =>
        new(UserDataType.Selftest, 4 * words, (uint)(values.Length / words), Words(values));

    /// <summary>An ioctl's result and how many entries it says that it handled.</summary>
    public static (Errno Result, int Handled) Invalidate(this Kernel kernel, IommufdId target, UserArray array, uint reserved = 0)
    {
        var reply = kernel.Run(reply => kernel.State.Invalidate(reply, target, array, reserved));
        return (reply.Result, reply.Handled);
    }

    /// <summary>HWPT_ALLOC that has to succeed.</summary>
    public static Hwpt Hwpt(this Kernel kernel, DeviceObject device, IommufdId parent, HwptFlags flags = 0, UserData data = default, FaultObject? fault = null)
    {
        var request = new HwptRequest(device.Id, parent) { Flags = flags, Data = data };
        if (fault is not null) request = request with { Flags = flags | HwptFlags.FaultIdValid, Fault = fault.Id };
        var reply = kernel.Alloc(request);
        Assert.Equal(Errno.Ok, reply.Result);
        return kernel.State.Table.Find<Hwpt>(reply.Id)!;
    }

    /// <summary>A page fault from the device to the reader of a fault queue, and the answer back (test_cmd_trigger_iopf).</summary>
    public static void RoundTrip(this Kernel kernel, DeviceObject device, FaultObject fault, SubstreamId? pasid = null)
    {
        var asked = new PageFault(new Iova(0x5000), pasid, 1, IsLast: true);
        Assert.Equal(Errno.Ok, kernel.Run(reply => kernel.State.ReportFault(reply, device, asked)).Result);
        Assert.Equal(Errno.Ok, fault.Queue.Read(FaultQueue.FaultBytes, out var groups));
        var group = Assert.Single(groups);
        Assert.Equal(asked, Assert.Single(group.Faults));
        kernel.Responses.Clear();
        Assert.Equal(Errno.Ok, kernel.Run(reply => IommufdState.Respond(reply, fault, group.Cookie, 0)).Result);
        Assert.Equal((device.Traits.Device, asked, FaultAnswer.Success), Assert.Single(kernel.Responses));
        Assert.Equal(Errno.EINVAL, kernel.Run(reply => IommufdState.Respond(reply, fault, group.Cookie, 0)).Result);
    }
}
