using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>
/// A guest with a VCMDQ that hardware calls vcmdq2 and the guest vcmdq1, a device that the guest knows as stream 4 and hardware as stream
/// 1, and an address space with ASID 9.
/// </summary>
public sealed class GuestQueueTests
{
    private static readonly GuestId Guest = new(0);
    private static readonly DomainId Parent = new(2);
    private static readonly DomainId Inside = new(0);
    private static readonly QueueId Hardware = new(new SmmuId(0), 2);
    private static readonly QueueId Own = new(new SmmuId(0), 1);
    private static readonly Asid Asid = new(9);
    private static readonly Vmid Vmid = new(5);

    [Theory]
    [InlineData(CommandOpcode.TlbiNhAsid, 5)]
    [InlineData(CommandOpcode.TlbiNhAsid, 0, "I4")]
    [InlineData(CommandOpcode.TlbiNhVa, 5)]
    [InlineData(CommandOpcode.TlbiNhVa, 6, "I4")]
    [InlineData(CommandOpcode.TlbiNhVaa, 5, "I4")]
    [InlineData(CommandOpcode.TlbiNhAll, 5, "I4")]
    [InlineData(CommandOpcode.AtcInv, 1)]
    [InlineData(CommandOpcode.AtcInv, 4, "I4")]
    [InlineData(CommandOpcode.CfgiCd, 1, "I4")]
    public void I4_what_hardware_does_for_a_guest_keeps_to_its_vmid_and_devices(CommandOpcode opcode, int done, params string[] oracles)
    {
        var script = WithQueue();
        // A VMID and a StreamID are in the same place.
        var isOfDevice = opcode is CommandOpcode.AtcInv or CommandOpcode.CfgiCd;
        var entry = default(Command) with { Opcode = opcode, StreamID = new StreamId(isOfDevice ? 4u : 0) };
        Publish(script, default, entry);
        script.Add(new CommandConsumed(Hardware, 0, entry with { StreamID = new StreamId((uint)done) }) { Entry = entry });
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(8, "Q6")]
    public void Q6_hardware_reads_what_the_guest_wrote(int read, params string[] oracles)
    {
        var script = WithQueue();
        Publish(script, default, Invalidation(Asid));
        Consume(script, 0, Invalidation(new Asid((ushort)read)));
        var verdict = Expect.Objections(script, oracles);
        // Seen from the machine, and from the guest.
        Assert.Equal(2 * oracles.Length, verdict.Violations.Length);
    }

    [Theory]
    [InlineData(CommandError.Ill, false, "I4-takes")]
    [InlineData(CommandError.Ill, true)]
    [InlineData(CommandError.Abt, false)]
    public void I4_a_guest_knows_what_its_queue_takes(CommandError error, bool isInjected, params string[] oracles)
    {
        var script = WithQueue();
        if (isInjected) script.Add(new FaultInjected(FaultSite.CommandCorrupted, "smmu0.vcmdq2"));
        Publish(script, default, default(Command) with { Opcode = CommandOpcode.CfgiCd });
        script.Add(new CommandErrored(Hardware, 0, error));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false, "I6-queues")]
    [InlineData(true, true, "I6-queues")]
    public void I6_an_owner_hears_of_its_own_devices(bool timesOut, bool changesHands, params string[] oracles)
    {
        var script = WithQueue();
        Publish(script, default, Atc, Sync);
        script.Add(new CommandConsumed(Hardware, 0, Atc with { StreamID = new StreamId(1) }) { Entry = Atc });
        if (timesOut) script.Add(new AtcInvalidationTimedOut(Hardware, 0));
        if (changesHands)
        {
            script.Add(new CommandQueueStopped(Hardware));
            script.Add(new CommandQueueReleased(Hardware));
            Give(script);
        }

        script.Add(new CommandErrored(Hardware, 1, CommandError.AtcInvSync));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false, "Q8")]
    [InlineData(true, true, "Q8")]
    public void Q8_the_queue_of_a_guest_is_stopped_before_it_is_released(bool stops, bool goesOn, params string[] oracles)
    {
        var script = WithQueue();
        Publish(script, default, Invalidation(Asid), Sync);
        if (stops) script.Add(new CommandQueueStopped(Hardware));
        script.Add(new CommandQueueReleased(Hardware));
        if (goesOn) Consume(script, 0, Invalidation(Asid));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(SyncOutcome.TimedOut)]
    [InlineData(SyncOutcome.Failed, "Q8")]
    public void Q8_what_was_given_up_keeps_no_queue(SyncOutcome outcome, params string[] oracles)
    {
        var script = new Script(1);
        script.Issue(default, 0, Script.OfAsid(), Script.Sync);
        script.Release(default, 0, 1, outcome);
        script.Add(new CommandQueueReleased(Script.Queue(0)));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "O5")]
    public void O5_an_interface_is_found_when_it_is_ready(bool isReady, params string[] oracles)
    {
        var script = WithQueue();
        if (isReady) script.Add(new InterfaceStarted(new ViommuId(0), new SmmuId(0), 1));
        script.Add(new InterfacePublished(new SmmuId(0), 1, IsFound: true));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true, "O7")]
    [InlineData(true, false, "O7")]
    public void O7_an_interface_is_free_when_nothing_finds_it_and_its_queues_are_gone(
        bool isUnpublished, bool areReleased, params string[] oracles)
    {
        var script = WithQueue();
        script.Add(new InterfaceStarted(new ViommuId(0), new SmmuId(0), 1));
        script.Add(new InterfacePublished(new SmmuId(0), 1, IsFound: true));
        script.Add(new CommandQueueStopped(Hardware));
        if (areReleased) script.Add(new CommandQueueReleased(Hardware));
        if (isUnpublished) script.Add(new InterfacePublished(new SmmuId(0), 1, IsFound: false));
        script.Add(new InterfaceFreed(new ViommuId(0), new SmmuId(0), 1));
        Expect.Objections(script, oracles);
    }

    // What the guest unmapped is out of reach when hardware has completed its CMD_SYNC, and the guest counts on that.
    [Theory]
    [InlineData(false)]
    [InlineData(true, "T1")]
    public void T1_holds_for_what_a_guest_tells_hardware_itself(bool isStale, params string[] oracles)
    {
        var script = WithQueue();
        var (map, unmap, leaf) = (new OperationId(50), new OperationId(51), Script.Leaf(0x7000));
        Inner(script, new OperationBegan(map, OperationKind.Map, Inside)
        {
            Iova = new Iova(0x1000),
            SizeBytes = 0x1000,
            Pa = new Pa(0x7000),
            Permissions = Permissions.ReadWrite,
        });
        Inner(script, new DescriptorWritten(map, Inside, new Pa(0x9000), 1, 3, new Iova(0x1000), default, leaf));
        Inner(script, new OperationEnded(map, OperationStatus.Success, 0, 0));
        Inner(script, new OperationBegan(unmap, OperationKind.Unmap, Inside) { Iova = new Iova(0x1000), SizeBytes = 0x1000 });
        Inner(script, new DescriptorWritten(unmap, Inside, new Pa(0x9000), 1, 3, new Iova(0x1000), leaf, default));
        Publish(script, unmap, Invalidation(Asid), Sync);
        Consume(script, 0, Invalidation(Asid));
        script.Add(new SyncCompleted(Hardware, 1, SyncSignal.None));
        script.Add(new CommandConsumed(Hardware, 1, Sync));
        if (isStale) script.Dma(0, 0x1000, 0x8000_0000);
        else script.RefuseDma(0, script.StartDma(0, 0x1000), EventId.FTranslation);
        Inner(script, new SyncReleased(Own, 1, unmap, SyncOutcome.Completed));
        Inner(script, new OperationEnded(unmap, OperationStatus.Success, 0, 0));
        var violations = Expect.Objections(script, oracles).Violations;
        Assert.All(violations, one => Assert.StartsWith("In guest0", one.Witness, StringComparison.Ordinal));
    }

    private static Script WithQueue()
    {
        var script = new Script(1, attach: false);
        var (device, name, ram) = (new DeviceId(0), new VirtualStreamId(4), new OperationId(90));
        script.Add(new DomainCreated(Parent, DomainKind.StageTwo));
        script.Add(new OperationBegan(ram, OperationKind.Map, Parent)
        {
            Iova = new Iova(0x7000),
            SizeBytes = 0x1000,
            Pa = new Pa(0x8000_0000),
            Permissions = Permissions.ReadWrite,
        });
        script.End(ram);
        script.Add(new DomainTagged(Parent, new SmmuId(0), TagRegime.NsEl1, default, Vmid));
        script.Add(new DomainCreated(new DomainId(3), DomainKind.Nested, Parent: Parent));
        script.Add(new ViommuCreated(new ViommuId(0), new SmmuId(0), Parent, Vmid));
        script.Add(new VdeviceMapped(new ViommuId(0), name, device, Script.StreamOf(0)));
        script.Add(new GuestDeviceAdded(Guest, device, new SmmuId(0), name));
        Inner(script, new DomainCreated(Inside, DomainKind.StageOne));
        Inner(script, new DomainTagged(Inside, new SmmuId(0), TagRegime.NsEl1, Asid, default));
        Inner(script, new DeviceAdded(device, new SmmuId(0), new StreamId(name.Value)));
        script.Attach(0, new DomainId(3));
        var attach = new OperationId(60);
        Inner(script, new OperationBegan(attach, OperationKind.Attach, Inside) { Device = device });
        Inner(script, new OperationEnded(attach, OperationStatus.Success, 0, 0));
        Give(script);
        script.Add(new CommandQueueStarted(Hardware, Script.Log2, 0));
        return script;
    }

    private static void Give(Script script)
    {
        script.Add(new HardwareQueueGiven(new ViommuId(0), 0, Hardware));
        script.Add(new GuestQueueMapped(Guest, Own, new ViommuId(0), 0));
    }

    private static void Inner(Script script, IHistoryEvent what) => script.Add(new GuestEvent(Guest, what));

    private static void Publish(Script script, OperationId operation, params ReadOnlySpan<Command> commands)
    {
        for (var slot = 0; slot < commands.Length; slot++)
            Inner(script, new CommandWritten(Own, (uint)slot, commands[slot], operation, new BatchId(1)));
        Inner(script, new ProducerPublished(Own, (uint)commands.Length));
    }

    private static void Consume(Script script, uint slot, Command entry)
    {
        script.Add(new CommandConsumed(Hardware, slot, entry with { VMID = Vmid }) { Entry = entry });
        script.Add(new CommandTookEffect(Hardware, slot));
    }

    private static Command Sync => default(Command) with { Opcode = CommandOpcode.Sync };

    private static Command Atc => default(Command) with { Opcode = CommandOpcode.AtcInv, StreamID = new StreamId(4) };

    private static Command Invalidation(Asid asid) => default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = asid };
}
