using System.Collections.Immutable;
using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>PASIDs and StreamIDs of a device on a machine (PasidProtocol): who reaches what, and what is refused.</summary>
public sealed class PasidTests : HostTest
{
    private const ulong Iova = 0x1_0000;

    // Device 0 has a linear table of context descriptors, device 1 one of two levels, device 2 two StreamIDs and no PASID; the last one is
    // refused for a StreamID of device 2.
    private protected override ImmutableArray<HostDevice> Devices =>
    [
        new HostDevice(new SmmuId(0), new StreamId(1)) { PasidBits = 2 },
        new HostDevice(new SmmuId(1), new StreamId(1)) { PasidBits = 8 },
        new HostDevice(new SmmuId(0), new StreamId(2)) { Aliases = [new StreamId(3), new StreamId(2)] },
        new HostDevice(new SmmuId(0), new StreamId(4)) { Aliases = [new StreamId(3)] },
    ];

    [Theory]
    [InlineData(0, 1u, 3u)]
    [InlineData(1, 1u, 0xffu)]
    public void Each_PASID_has_a_domain_of_its_own(int device, uint one, uint other)
    {
        Begin();
        var (a, b, c) = (Mapped(0), Mapped(0x1000), Mapped(0x2000));
        Assert.Equal(HostResult.Ok, Attach(device, a));
        Assert.Equal([HostResult.Ok, HostResult.Ok], [AttachPasid(device, one, b), AttachPasid(device, other, c)]);
        Assert.Equal([At(0), At(0x1000), At(0x2000)], Reached());

        Assert.Equal(HostResult.Ok, AttachPasid(device, one, c, replaces: true));
        Assert.Equal([At(0), At(0x2000), At(0x2000)], Reached());

        Assert.Equal(HostResult.Ok, DetachPasid(device, one));
        Assert.Equal([At(0), null, At(0x2000)], Reached());
        Assert.Equal(HostResult.Ok, Detach(device));
        Assert.Equal([null, null, At(0x2000)], Reached());

        Pa?[] Reached() => [Reach(device, Iova), Reach(device, Iova, pasid: one), Reach(device, Iova, pasid: other)];
    }

    [Fact]
    public void An_unmap_reaches_what_every_PASID_cached()
    {
        Begin();
        var domain = Mapped(0);
        Assert.Equal([HostResult.Ok, HostResult.Ok], [AttachPasid(0, 1, domain), AttachPasid(0, 2, domain)]);
        Assert.Equal([At(0), At(0)], [Reach(0, Iova, pasid: 1), Reach(0, Iova, pasid: 2)]);
        Assert.Equal(HostResult.Ok, DetachPasid(0, 1));
        Assert.Equal(HostResult.Ok, Unmap(domain, Iova).Result);
        Assert.Equal([null, null], [Reach(0, Iova, pasid: 1), Reach(0, Iova, pasid: 2)]);
    }

    [Fact]
    public void What_has_no_PASID_is_aborted_passed_on_or_translated_beside_them()
    {
        Begin();
        var (own, other) = (Mapped(0), Mapped(0x1000));
        Assert.Equal(HostResult.Ok, AttachPasid(0, 1, other));
        Assert.Equal([null, At(0x1000)], [Reach(0, Iova), Reach(0, Iova, pasid: 1)]);
        Assert.Equal(HostResult.Ok, Attach(0, DomainId.Identity));
        Assert.Equal([At(0x10), At(0x1000)], [Reach(0, At(0x10).Value), Reach(0, Iova, pasid: 1)]);
        Assert.Equal(HostResult.Ok, Attach(0, own));
        Assert.Equal([At(0), At(0x1000)], [Reach(0, Iova), Reach(0, Iova, pasid: 1)]);
        Assert.Equal(HostResult.Ok, DetachPasid(0, 1));
        Assert.Equal(HostResult.Ok, Attach(0, DomainId.Identity));
        Assert.Equal([At(0x10), null], [Reach(0, At(0x10).Value), Reach(0, Iova, pasid: 1)]);
    }

    [Fact]
    public void What_SMMUv3_or_the_core_of_Linux_refuses_changes_nothing()
    {
        Begin();
        var (one, two) = (Mapped(0), Create(StageOne with { Stage = Stage.Two }));
        Map(two, Iova, At(0x3000));
        Assert.Equal([HostResult.Invalid, HostResult.Invalid], [AttachPasid(0, 0, one), AttachPasid(0, 4, one)]);
        Assert.Equal([HostResult.Invalid, HostResult.Invalid], [AttachPasid(2, 1, one), AttachPasid(0, 1, DomainId.Identity)]);
        // All PASIDs of a stream share its stage 2.
        Assert.Equal(HostResult.Invalid, AttachPasid(0, 1, two));
        Assert.Equal(HostResult.Invalid, AttachPasid(0, 1, one, replaces: true));
        Assert.Equal([HostResult.NoEntry, HostResult.Invalid], [DetachPasid(0, 1), DetachPasid(0, 9)]);
        Assert.Null(Reach(0, Iova, pasid: 1));

        Assert.Equal(HostResult.Ok, AttachPasid(0, 1, one));
        Assert.Equal([HostResult.Busy, HostResult.Invalid], [AttachPasid(0, 1, one), AttachPasid(0, 1, two, replaces: true)]);
        Assert.Equal(HostResult.Busy, Attach(0, two));
        Assert.Equal([null, At(0)], [Reach(0, Iova), Reach(0, Iova, pasid: 1)]);

        Assert.Equal(HostResult.Ok, DetachPasid(0, 1));
        Assert.Equal([HostResult.Ok, HostResult.Invalid], [Attach(0, two), AttachPasid(0, 1, one)]);
        Assert.Equal(At(0x3000), Reach(0, Iova));
        Assert.Equal([HostResult.Busy, HostResult.Ok], [Destroy(two), Destroy(one)]);
    }

    [Fact]
    public void The_pointer_to_a_leaf_is_invalidated_before_the_leaf_is_used()
    {
        Begin();
        Assert.Equal(HostResult.Ok, AttachPasid(1, 0x41, Mapped(0)));
        var events = History.Events.ToList();
        var pointer = events.FindIndex(one => one is ConfigurationWritten { Kind: ConfigurationKind.ContextTableDescriptor });
        var told = events.FindIndex(one => one is CommandWritten { Command: { Opcode: CommandOpcode.CfgiCd, Leaf: false } });
        var used = events.FindIndex(one => one is ConfigurationWritten { Kind: ConfigurationKind.ContextDescriptor });
        Assert.True(pointer >= 0 && pointer < told && told < used, $"{pointer} {told} {used}");
        Assert.Equal(HostResult.Ok, AttachPasid(1, 0x42, Mapped(0x1000)));
        Assert.Single(History.Events, one => one is ConfigurationWritten { Kind: ConfigurationKind.ContextTableDescriptor });
        Assert.Equal([At(0), At(0x1000)], [Reach(1, Iova, pasid: 0x41), Reach(1, Iova, pasid: 0x42)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_StreamID_of_a_device_gets_the_new_domain(bool isBroken)
    {
        Begin(isBroken ? new BugSet(Bug.AliasFlushPrimaryOnly) : null);
        var (old, fresh) = (Mapped(0), Mapped(0x1000));
        Assert.Equal(HostResult.Ok, Attach(2, old));
        Assert.Equal([At(0), At(0)], [Reach(2, Iova), Reach(2, Iova, alias: 1)]);
        Assert.Equal(HostResult.Ok, Attach(2, fresh));
        Assert.Equal([At(0x1000), isBroken ? At(0) : At(0x1000)], [Reach(2, Iova), Reach(2, Iova, alias: 1)]);
        Assert.Equal(HostResult.Ok, Detach(2));
        Assert.Null(Reach(2, Iova));
        Assert.Equal(isBroken, Reach(2, Iova, alias: 1) is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_device_with_a_StreamID_of_another_is_refused_and_the_other_keeps_it(bool isBroken)
    {
        Begin(isBroken ? new BugSet(Bug.DupSidErase) : null);
        Driver.Tell(ListenForFaults.Instance, TestActor);
        var domain = Mapped(0);
        Assert.Equal([HostResult.NoDevice, HostResult.Ok], [Attach(3, domain), Attach(2, domain)]);
        Machine.Tell(new StartDma(new DeviceId(2), new TransactionId(77), new Iova(Iova + 0x1000), default, 8) { Alias = 1 }, TestActor);
        var (first, second) = (ExpectMsg<IIommuProtocol>(), ExpectMsg<IIommuProtocol>());
        var report = first as FaultReported ?? (FaultReported)second;
        Assert.Equal((new StreamId(3), isBroken ? null : new DeviceId(2)), (report.Event.StreamID, report.Device));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_attach_that_cannot_be_answered_is_taken_back_and_nothing_else(bool isBroken)
    {
        var fault = new OneFault(FaultSite.AnswerNotCopied);
        Begin(isBroken ? new BugSet(Bug.PasidErrDetachesRid) : null, fault);
        var (own, old, fresh) = (Mapped(0), Mapped(0x1000), Mapped(0x2000));
        Assert.Equal([HostResult.Ok, HostResult.Ok], [Attach(0, own), AttachPasid(0, 1, old)]);
        fault.Arm();
        Assert.Equal(HostResult.NotTold, AttachPasid(0, 1, fresh, replaces: true));
        Assert.Equal([isBroken ? null : At(0), isBroken ? At(0x2000) : At(0x1000)], [Reach(0, Iova), Reach(0, Iova, pasid: 1)]);
        fault.Arm();
        Assert.Equal(HostResult.NotTold, Attach(0, fresh));
        Assert.Equal(isBroken ? null : At(0), Reach(0, Iova));
        if (!isBroken) Assert.Equal(HostResult.Ok, Destroy(fresh));
    }

    private void Begin(BugSet? bugs = null, IFaults? faults = null) =>
        Assert.Equal(HostResult.Ok, Start(bugs, with: Board.PasidCapabilities, faults: faults));

    private DomainId Mapped(ulong offset)
    {
        var domain = Create(StageOne);
        Assert.Equal(HostResult.Ok, Map(domain, Iova, At(offset)));
        return domain;
    }
}
