using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// A context of iommufd over the driver of a machine with two SMMUs. Device 0 and device 2 are behind the first SMMU, device 1 behind the
/// second.
/// </summary>
public abstract class IommufdTest : HostTest
{
    private protected const ulong Page = 0x1000;
    private protected const ulong Iova = 0x10_0000;

    private protected IommufdId Begin()
    {
        Start();
        return Ask(new AllocIoas(Next())).Id;
    }

    // Read when the context has answered.
    private protected int Pinned => History.Events.OfType<PagePinned>().Count() - History.Events.OfType<PageUnpinned>().Count();

    private protected (IommufdId Ioas, IommufdId[] Devices) Setup(params int[] devices)
    {
        var ioas = Begin();
        var bound = devices.Select(device => Ask(new BindDevice(Next(), new DeviceId(device))).Id).ToArray();
        foreach (var device in bound) Assert.Equal(Errno.Ok, Ask(new AttachHwpt(Next(), device, default, ioas)).Result);
        return (ioas, bound);
    }

    private protected IoctlEnded Map(IommufdId ioas, ulong page, ulong pages) =>
        Ask(new MapIoas(Next(), ioas, At(page * Page), pages * Page, new Iova(Iova), IsWritable: true));

    private protected void Close()
    {
        Assert.Equal(Errno.Ok, Ask(new CloseContext(Next())).Result);
        Assert.Equal(0, Pinned);
        foreach (var device in (int[])[0, 1, 2]) Assert.Null(Reach(device, Iova));
    }

    // The answer to this request; answers to others that were asked before may come first, and are good.
    private protected IoctlEnded Ask(IIommufdRequest request, int others = 0)
    {
        Driver.Tell(request, TestActor);
        IoctlEnded? answer = null;
        for (var i = 0; i <= others; i++)
        {
            var ended = ExpectMsg<IoctlEnded>();
            if (ended.Request == request.Request) answer = ended;
            else Assert.Equal(Errno.Ok, ended.Result);
        }

        return answer!;
    }
}
