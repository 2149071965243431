using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>Auxiliary domains (AuxiliaryProtocol): the older calls over PASIDs.</summary>
public sealed class AuxiliaryTests : HostTest
{
    private const ulong Iova = 0x1_0000;
    private static readonly DeviceId Parent = new(0);
    private static readonly RequestId Request = new(1_000_000);

    // Two of a kind, of which the second lacks PASIDs.
    private protected override ImmutableArray<HostDevice> Devices =>
    [
        new HostDevice(new SmmuId(0), new StreamId(1)) { PasidBits = 2 },
        new HostDevice(new SmmuId(1), new StreamId(1)),
    ];

    [Fact]
    public void Each_instance_says_for_itself_what_it_can_do()
    {
        Begin();
        Assert.Equal(new AuxiliaryKnown(Request, true, false), Ask<AuxiliaryKnown>(new QueryAuxiliary(Parent, Request)));
        Assert.Equal(new AuxiliaryKnown(Request, false, false), Ask<AuxiliaryKnown>(new QueryAuxiliary(new DeviceId(1), Request)));
        Assert.Equal([HostResult.Ok, HostResult.NoDevice], [Enable(0, true), Enable(1, true)]);
        Assert.Equal(new AuxiliaryKnown(Request, true, true), Ask<AuxiliaryKnown>(new QueryAuxiliary(Parent, Request)));
    }

    [Fact]
    public void An_attach_brings_a_PASID_and_leaves_the_devices_own_domain_alone()
    {
        Begin();
        var (own, one, two) = (Mapped(0), Mapped(0x1000), Mapped(0x2000));
        Assert.Equal(HostResult.Ok, Attach(0, own));
        Assert.Equal((HostResult.NoDevice, 0u), Add(one));
        Enable(0, true);
        Assert.Equal([(HostResult.Ok, 1u), (HostResult.Ok, 2u)], [Add(one), Add(two)]);
        Assert.Equal([(HostResult.Ok, 2u), (HostResult.NoEntry, 0u)], [PasidOf(two), PasidOf(own)]);
        Assert.Equal([At(0), At(0x1000), At(0x2000)], [Reach(0, Iova), Reach(0, Iova, pasid: 1), Reach(0, Iova, pasid: 2)]);
        // A physical device shares the domain of a mediated one.
        Assert.Equal(HostResult.Ok, Attach(1, two));
        Assert.Equal(At(0x2000), Reach(1, Iova));
        Assert.Equal(HostResult.Ok, Unmap(two, Iova).Result);
        Assert.Equal([At(0), At(0x1000), null, null], [Reach(0, Iova), Reach(0, Iova, pasid: 1), Reach(0, Iova, pasid: 2), Reach(1, Iova)]);
    }

    [Fact]
    public void A_PASID_is_free_again_and_the_lowest_one_is_given()
    {
        Begin();
        Enable(0, true);
        var domains = Enumerable.Range(0, 4).Select(page => Mapped((ulong)page << 12)).ToArray();
        Assert.Equal([(HostResult.Ok, 1u), (HostResult.Ok, 2u), (HostResult.Ok, 3u), (HostResult.NoMemory, 0u)], domains.Select(Add));
        Assert.Equal([(HostResult.Exists, 0u)], [Add(domains[0])]);
        Assert.Equal([HostResult.Ok, HostResult.NoEntry], [Remove(domains[1]), Remove(domains[3])]);
        Assert.Equal((HostResult.Ok, 2u), Add(domains[3]));
        Assert.Equal(At(0x3000), Reach(0, Iova, pasid: 2));
        Assert.Equal(HostResult.Busy, Enable(0, false));
        foreach (var domain in domains) Remove(domain);
        Assert.Equal(HostResult.Ok, Enable(0, false));
        Assert.Null(Reach(0, Iova, pasid: 2));
    }

    [Fact]
    public void A_stage_2_of_its_own_is_what_a_PASID_cannot_have()
    {
        Begin();
        Enable(0, true);
        var domain = Mapped(0);
        Assert.Equal((HostResult.Invalid, 0u), Add(Create(StageOne with { Stage = Stage.Two })));
        Assert.Equal(HostResult.NoEntry, Bind(domain));
        Assert.Equal((HostResult.Ok, 1u), Add(domain));
        Assert.Equal(HostResult.Unsupported, Bind(domain));
        Assert.Equal(At(0), Reach(0, Iova, pasid: 1));
    }

    [Fact]
    public void A_PASID_that_is_detached_beneath_is_no_auxiliary_domain_any_more()
    {
        Begin();
        Enable(0, true);
        var domain = Mapped(0);
        Assert.Equal((HostResult.Ok, 1u), Add(domain));
        Assert.Equal(HostResult.Ok, DetachPasid(0, 1));
        Assert.Equal((HostResult.NoEntry, 0u), PasidOf(domain));
        Assert.Equal((HostResult.Ok, 1u), Add(domain));
    }

    private void Begin() => Assert.Equal(HostResult.Ok, Start(with: Board.PasidCapabilities));

    private DomainId Mapped(ulong offset)
    {
        var domain = Create(StageOne);
        Assert.Equal(HostResult.Ok, Map(domain, Iova, At(offset)));
        return domain;
    }

    private HostResult Enable(int device, bool isEnabled) =>
        Ask<AuxiliaryEnabled>(new EnableAuxiliary(new DeviceId(device), Request, isEnabled)).Result;

    private (HostResult Result, uint Pasid) Add(DomainId domain)
    {
        var attached = Ask<AuxiliaryAttached>(new AttachAuxiliary(Parent, Request, domain));
        return (attached.Result, attached.Substream.Value);
    }

    private HostResult Remove(DomainId domain) => Ask<AuxiliaryDetached>(new DetachAuxiliary(Parent, Request, domain)).Result;

    private (HostResult Result, uint Pasid) PasidOf(DomainId domain)
    {
        var known = Ask<AuxiliaryPasidKnown>(new QueryAuxiliaryPasid(Parent, Request, domain));
        return (known.Result, known.Substream.Value);
    }

    private HostResult Bind(DomainId domain) =>
        Ask<GuestTableBound>(new BindGuestTable(Parent, Request, domain, new Ipa(0x1000))).Result;

    private T Ask<T>(IMasterRequest request)
    {
        Driver.Tell(request, TestActor);
        return ExpectMsg<T>();
    }
}
