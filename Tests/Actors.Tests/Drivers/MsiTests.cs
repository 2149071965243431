using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>Doorbells (MsiProtocol): where a device finds them, whatever its domain, and the rules of a guest's.</summary>
public sealed class MsiTests : HostTest
{
    private const ulong Window = 0x800_0000;
    private const ulong Guest = 0x808_0040;
    private static readonly Pa Doorbell = new(0x809_0040);
    private static readonly Pa OtherDoorbell = new(0x80a_0040);
    private static readonly RequestId Request = new(1_000_000);

    private protected override DoorbellRange Doorbells => new(new Pa(0x809_0000), 0x2_0000);

    [Fact]
    public void A_doorbell_has_one_place_in_every_domain()
    {
        Start();
        var (one, two) = (Create(StageOne), Create(StageOne with { Stage = Stage.Two }));
        Assert.Equal(HostResult.NoEntry, Prepare(0, Doorbell).Result);
        Attach(0, one);
        Attach(1, two);
        var first = Prepare(0, Doorbell);
        Assert.Equal(new MsiPrepared(Request, HostResult.Ok, new Iova(Window + 0x40)), first);
        Assert.Equal(first, Prepare(1, Doorbell));
        Assert.Equal(new Iova(Window + 0x1_0000 + 0x40), Prepare(0, OtherDoorbell).Address);
        Assert.Equal([Doorbell, Doorbell, OtherDoorbell], [Rings(0, Window + 0x40), Rings(1, Window + 0x40), Rings(0, Window + 0x1_0040)]);
        // The second device never asked for the other one.
        Assert.Null(Rings(1, Window + 0x1_0040));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_composed_before_a_replace_arrives_after_it(bool isBroken)
    {
        Start(isBroken ? new BugSet(Bug.MsiCookiePointer) : null);
        var (one, two) = (Create(StageOne), Create(StageOne with { Stage = Stage.Two }));
        Attach(0, one);
        var address = Prepare(0, Doorbell).Address.Value;
        Assert.Equal(Doorbell, Rings(0, address));
        Assert.Equal(HostResult.Ok, Attach(0, two));
        Assert.Equal(isBroken ? null : Doorbell, Rings(0, address));
        Assert.Equal(HostResult.Ok, Detach(0));
        Assert.Null(Rings(0, address));
        Assert.Equal(HostResult.Ok, Attach(0, Create(StageOne)));
        Assert.Equal(isBroken ? null : Doorbell, Rings(0, address));
    }

    [Fact]
    public void A_domain_in_which_the_place_is_taken_is_not_replaced_to()
    {
        Start();
        var (one, two) = (Create(StageOne), Create(StageOne));
        Attach(0, one);
        var address = Prepare(0, Doorbell).Address.Value;
        Map(two, Window, At(0));
        Assert.Equal(HostResult.Exists, Attach(0, two));
        Assert.Equal([Doorbell, null], [Rings(0, address), Reach(0, 0x1_0000)]);
        Assert.Equal(HostResult.Ok, Destroy(two));
    }

    [Fact]
    public void Where_nothing_translates_the_doorbell_is_its_own_place()
    {
        Start();
        Attach(0, DomainId.Identity);
        Assert.Equal(Doorbell.Value, Prepare(0, Doorbell).Address.Value);
        Assert.Equal(Doorbell, Rings(0, Doorbell.Value));
    }

    [Fact]
    public void A_window_has_sixteen_places()
    {
        Start();
        Attach(0, Create(StageOne));
        for (var place = 0UL; place < 16; place++) Assert.Equal(HostResult.Ok, Prepare(0, new Pa(0x900_0000 + (place << 12))).Result);
        Assert.Equal(HostResult.NoMemory, Prepare(0, new Pa(0xa00_0000)).Result);
        Assert.Equal(HostResult.Ok, Prepare(0, new Pa(0x900_0000)).Result);
    }

    [Fact]
    public void A_guests_doorbell_is_bound_and_moves_along_with_a_replace()
    {
        Start();
        var (one, two) = (Create(StageOne with { Stage = Stage.Two }), Create(StageOne with { Stage = Stage.Two }));
        Assert.Equal(HostResult.Ok, Bind(one, Guest));
        Attach(0, one);
        Assert.Equal(new Iova(Guest), Prepare(0, Doorbell).Address);
        Assert.Equal([Doorbell, null], [Rings(0, Guest), Rings(0, Window + 0x40)]);
        Assert.Equal(HostResult.Ok, Attach(0, two));
        Assert.Equal(Doorbell, Rings(0, Guest));
        Assert.Equal([HostResult.Ok, HostResult.Ok], [Detach(0), Attach(0, Create(StageOne with { Stage = Stage.Two }))]);
        Assert.Equal(Doorbell, Rings(0, Guest));
    }

    [Fact]
    public void A_domain_has_one_doorbell_which_the_members_of_a_group_share()
    {
        Start();
        var domain = Create(StageOne with { Stage = Stage.Two });
        Attach(0, domain);
        Assert.Equal(HostResult.NoEntry, Unbind(domain, Guest));
        Assert.Equal([HostResult.Ok, HostResult.Ok], [Bind(domain, Guest), Bind(domain, Guest)]);
        Assert.Equal([HostResult.Busy, HostResult.Busy], [Bind(domain, Guest + 0x1000), Bind(domain, Guest, OtherDoorbell)]);
        Assert.Equal(HostResult.NoEntry, Unbind(domain, Guest + 0x1000));
        Assert.Equal(HostResult.Ok, Unbind(domain, Guest));
        Assert.Equal(Doorbell, Rings(0, Guest));
        Assert.Equal(HostResult.Ok, Unbind(domain, Guest));
        Assert.Null(Rings(0, Guest));
        Assert.Equal([HostResult.NoEntry, HostResult.Ok], [Unbind(domain, Guest), Bind(domain, Guest + 0x1000)]);
    }

    [Fact]
    public void What_cannot_be_bound_is_refused()
    {
        Start();
        var domain = Create(StageOne with { Stage = Stage.Two });
        Assert.Equal([HostResult.Invalid, HostResult.NoEntry], [Bind(domain, Guest + 4), Bind(new DomainId(9), Guest)]);
        Map(domain, Guest & ~0xfffUL, At(0));
        Assert.Equal(HostResult.Exists, Bind(domain, Guest));
    }

    private MsiPrepared Prepare(int device, Pa doorbell) => Ask<MsiPrepared>(new PrepareMsi(new DeviceId(device), Request, doorbell));

    private HostResult Bind(DomainId domain, ulong guest, Pa? doorbell = null) => Ask<GuestMsiBound>(
        new BindGuestMsi(Request, domain, Granule.K4, new Iova(guest), new Ipa(guest), doorbell ?? Doorbell)).Result;

    private HostResult Unbind(DomainId domain, ulong guest) =>
        Ask<GuestMsiUnbound>(new UnbindGuestMsi(Request, domain, new Iova(guest))).Result;

    private Pa? Rings(int device, ulong address) => Reach(device, address, isWrite: true);

    private T Ask<T>(IIommuProtocol request)
    {
        Driver.Tell(request, TestActor);
        return ExpectMsg<T>();
    }
}
