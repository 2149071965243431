using ActorIommu.Actors.Iommufd;
using ActorIommu.Messages;
using static ActorIommu.Actors.Tests.Iommufd.Selftest;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// The kernel's iommufd_fail_nth.c: a chain of ioctls in which the first call that can fail does, then the second, until a run has no such
/// call left. Each ioctl is done or leaves what there was, and the file closes without a rest.
/// </summary>
public sealed class FailNthTests
{
    [Fact]
    public void F2_and_F4_domains_that_are_filled_and_refilled() => Sweep(7, kernel =>
    {
        var ioas = kernel.Ioas();
        var first = kernel.Bind(Device(0));
        kernel.Attach(first, ioas);
        var second = kernel.Bind(Device(1));
        kernel.Attach(second, kernel.Alloc(new HwptRequest(second.Id, ioas)).Id);
        kernel.Map(ioas, UserAddress, 4 * Page, Start);
        kernel.Detach(first);
        kernel.Attach(first, ioas);
    });

    [Fact]
    public void F8_the_whole_graph() => Sweep(22, kernel =>
    {
        var (ioas, second) = (kernel.Ioas(), kernel.Ioas());
        kernel.Map(ioas, UserAddress, 2 * Page, Start);
        kernel.Map(second, UserAddress, 2 * Page, Start);
        var device = kernel.Bind(PasidDevice(0));
        kernel.Attach(device, ioas);
        kernel.Replace(device, second);
        var hwpt = kernel.Alloc(new HwptRequest(device.Id, ioas) { Flags = HwptFlags.Pasid }).Id;
        kernel.Replace(device, hwpt);
        var parent = kernel.Alloc(new HwptRequest(device.Id, ioas) { Flags = HwptFlags.NestParent }).Id;
        kernel.AllocViommu(0, UserDataType.Selftest, device.Id, parent, default, out var viommu);
        kernel.State.AllocFault(0, out var fault);
        if (viommu is not null)
        {
            kernel.AllocVdevice(0, viommu.Id, device.Id, 0x99, out _);
            kernel.State.AllocVeventq(0, viommu.Id, 1, 2, out _);
            kernel.Run(reply => kernel.State.AllocHwQueue(reply, 0, viommu.Id, (uint)UserDataType.Selftest, 0, Start, Page));
            kernel.Alloc(new HwptRequest(device.Id, viommu.Id) { Flags = HwptFlags.FaultIdValid, Data = Nested, Fault = fault!.Id });
        }

        kernel.Attach(device, hwpt, 200);
        kernel.Replace(device, hwpt, 200);
        kernel.Detach(device, 200);
        var access = kernel.State.CreateAccess(hasUnmapCallback: true);
        kernel.Run(reply => kernel.State.AttachAccess(reply, access, ioas));
        kernel.Run(reply => kernel.State.ReplaceAccess(reply, access, second));
    });

    private static void Sweep(int least, Action<Kernel> chain)
    {
        var nth = 1;
        for (var hasFailed = true; hasFailed; nth++)
        {
            var kernel = new Kernel(new SelftestRules(), PasidDevice(0), PasidDevice(1));
            var points = 0;
            hasFailed = false;
            kernel.Driver = call =>
            {
                if (!CanFail(call) || ++points != nth) return Errno.Ok;
                hasFailed = true;
                return Errno.ENOMEM;
            };
            chain(kernel);
            Assert.Equal(0, kernel.State.Table.Reserved);
            kernel.Driver = _ => Errno.Ok;
            kernel.Close();
        }

        Assert.InRange(nth, least, 100);
    }

    // What takes something away cannot fail.
    private static bool CanFail(KernelCall call) => call is CreateDomainCall or AttachCall or MapCall or AddDomainCall or ReserveCall
        or AddAccessCall or PinQueueCall or CreateViommuCall or AddVdeviceCall;
}
