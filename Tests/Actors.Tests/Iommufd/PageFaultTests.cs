using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Iommufd;

/// <summary>
/// What a device does not find stalls, is read from a fault queue by who owns the domain, and goes on when he has answered; or when the
/// context answers for him.
/// </summary>
public sealed class PageFaultTests : IommufdTest
{
    private int _transactions;

    private protected override ImmutableArray<HostDevice> Devices =>
    [
        new HostDevice(new SmmuId(0), new StreamId(1)) { CanStall = true },
        new HostDevice(new SmmuId(1), new StreamId(1)),
        new HostDevice(new SmmuId(0), new StreamId(2)),
    ];

    [Fact]
    public void A_DMA_to_a_page_that_is_not_there_waits_until_it_is()
    {
        var (ioas, fault, device, _) = Setup();
        var dma = Access(Iova + Page);
        var read = ExpectMsg<PageFaultDelivered>();
        Assert.Equal((fault, device, new Iova(Iova + Page), 1), (read.Fault, read.Device, read.Address, read.Count));
        Assert.Equal(Errno.EINVAL, Ask(new RespondToFault(Next(), fault, read.Cookie, 7)).Result);
        Assert.Equal(Errno.Ok, Map(ioas, 0, 2).Result);
        Driver.Tell(new RespondToFault(Next(), fault, read.Cookie, 0), TestActor);
        Assert.Equal((DmaOutcome.Completed, At(Page)), Ended(dma, Errno.Ok));
        Assert.Equal(Errno.EINVAL, Ask(new RespondToFault(Next(), fault, read.Cookie, 0)).Result);
        Close();
    }

    [Fact]
    public void A_DMA_whose_page_will_not_come_aborts()
    {
        var (_, fault, _, _) = Setup();
        var dma = Access(Iova);
        Driver.Tell(new RespondToFault(Next(), fault, ExpectMsg<PageFaultDelivered>().Cookie, 1), TestActor);
        Assert.Equal(DmaOutcome.Aborted, Ended(dma, Errno.Ok).Outcome);
        Close();
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("detach")]
    [InlineData("close queue")]
    public void What_nobody_has_answered_is_aborted_when_what_it_goes_with_goes(string what)
    {
        var (ioas, fault, device, _) = Setup();
        var dma = Access(Iova);
        ExpectMsg<PageFaultDelivered>();
        Driver.Tell(
            what switch
            {
                "replace" => new ReplaceHwpt(Next(), device, default, ioas),
                "detach" => new DetachHwpt(Next(), device, default),
                _ => new CloseQueueFile(Next(), fault),
            },
            TestActor);
        Assert.Equal(DmaOutcome.Aborted, Ended(dma, Errno.Ok).Outcome);
        if (what != "close queue") Close();
    }

    [Fact]
    public void A_stall_that_nobody_takes_aborts()
    {
        var (ioas, _, device, _) = Setup();
        Assert.Equal(Errno.Ok, Ask(new ReplaceHwpt(Next(), device, default, ioas)).Result);
        var dma = Access(Iova);
        Assert.Equal(DmaOutcome.Aborted, ExpectMsg<DmaCompleted>(completed => completed.Transaction == dma).Outcome);
        Assert.Single(History.Events.OfType<DmaStalled>());
        Close();
    }

    [Fact]
    public void A_device_that_cannot_wait_does_not_stall()
    {
        var (ioas, _, _, _) = Setup();
        var other = Ask(new BindDevice(Next(), new DeviceId(2))).Id;
        Assert.Equal(Errno.Ok, Ask(new AttachHwpt(Next(), other, default, ioas)).Result);
        Assert.Null(Reach(2, Iova));
        Assert.Empty(History.Events.OfType<DmaStalled>());
        Close();
    }

    private (IommufdId Ioas, IommufdId Fault, IommufdId Device, IommufdId Hwpt) Setup()
    {
        var ioas = Begin();
        var fault = Ask(new AllocFaultQueue(Next())).Id;
        var device = Ask(new BindDevice(Next(), new DeviceId(0))).Id;
        var hwpt = Ask(new AllocHwpt(Next(), device, ioas, IsNestParent: false, TakesPasids: false, fault)).Id;
        Assert.Equal(Errno.Ok, Ask(new AttachHwpt(Next(), device, default, hwpt)).Result);
        return (ioas, fault, device, hwpt);
    }

    private TransactionId Access(ulong iova)
    {
        var transaction = new TransactionId(1_000_000 + ++_transactions);
        Machine.Tell(new StartDma(new DeviceId(0), transaction, new Iova(iova), new AccessAttributes(false), 8), TestActor);
        return transaction;
    }

    // The ioctl and the DMA that it lets go on end in any order.
    private (DmaOutcome Outcome, Pa? Address) Ended(TransactionId dma, Errno ioctl)
    {
        object[] both = [ExpectMsg<IIommuProtocol>(), ExpectMsg<IIommuProtocol>()];
        Assert.Equal(ioctl, Assert.Single(both.OfType<IoctlEnded>()).Result);
        var completed = Assert.Single(both.OfType<DmaCompleted>());
        Assert.Equal(dma, completed.Transaction);
        return (completed.Outcome, completed.Outcome == DmaOutcome.Completed ? completed.Address : null);
    }
}
