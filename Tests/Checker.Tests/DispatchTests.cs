using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>A guest with one virtual SMMU over two viommus, a device behind each, and one address space with ASID 9 for both.</summary>
public sealed class DispatchTests
{
    private static readonly GuestId Guest = new(0);
    private static readonly DomainId Parent = new(2);
    private static readonly DomainId Inside = new(0);
    private static readonly Asid Asid = new(9);
    private static readonly Vmid Vmid = new(5);
    private static readonly QueueId Virtual = new(new SmmuId(0), 0);

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false, "D1")]
    [InlineData(false, true, false, "D1")]
    public void D1_a_sync_of_the_guest_waits_for_every_leg_and_its_success(bool ends, bool isDone, bool isValid, params string[] oracles)
    {
        var script = WithGuest();
        Publish(script, Invalidation(Asid), Sync);
        Leg(script, 0, 0, Invalidation(Asid));
        Leg(script, 1, 0, Invalidation(Asid), ends, isDone);
        Consume(script, 0, Invalidation(Asid));
        Inner(script, new SyncCompleted(Virtual, 1, SyncSignal.None));
        if (isValid) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Fact]
    public void D1_a_leg_that_failed_is_told_when_the_queue_stops_at_its_command()
    {
        var script = WithGuest();
        Publish(script, Invalidation(Asid), Sync);
        Leg(script, 0, 0, Invalidation(Asid));
        Leg(script, 1, 0, Invalidation(Asid), isDone: false);
        Inner(script, new CommandErrored(Virtual, 0, CommandError.Ill));
        Inner(script, new CommandWritten(Virtual, 0, Sync, default, new BatchId(2)));
        Inner(script, new CommandErrorAcknowledged(Virtual));
        Inner(script, new SyncCompleted(Virtual, 0, SyncSignal.None));
        Consume(script, 0, Sync);
        Inner(script, new SyncCompleted(Virtual, 1, SyncSignal.None));
        Expect.Valid(script);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 2, "D3")]
    [InlineData(0, 1, "D3")]
    public void D3_what_is_handled_was_issued_and_is_behind_a_completed_sync(int issued, int handled, params string[] oracles)
    {
        var script = WithGuest();
        var operation = Begin(script, 0);
        if (issued > 0) script.Invalidate(operation, 0, Invalidation(Asid) with { VMID = Vmid });
        script.Add(new GuestCommandsAnswered(new ViommuId(0), operation, handled));
        script.End(operation, OperationStatus.Failed);
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true, 9, true)]
    [InlineData(false, 9, false, "D4")]
    [InlineData(false, 8, true)]
    public void D4_an_invalidation_reaches_every_smmu_with_a_user(bool both, int asid, bool isValid, params string[] oracles)
    {
        var script = WithGuest();
        var command = Invalidation(new Asid((ushort)asid));
        Publish(script, command);
        Leg(script, 0, 0, command);
        if (both) Leg(script, 1, 0, command);
        Consume(script, 0, command);
        if (isValid) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false, "D2")]
    [InlineData(false, false)]
    public void D2_a_descriptor_that_hardware_can_read_counts_before_it_is_invalidated(bool isLive, bool both, params string[] oracles)
    {
        var script = WithGuest();
        var entry = default(StreamTableEntry) with { V = true, Config = SteConfig.S1Translate };
        Inner(script, Written(ConfigurationKind.StreamTableEntry, entry.D0));
        if (isLive)
        {
            var replace = new OperationId(80);
            script.Add(new OperationBegan(replace, OperationKind.Replace, new DomainId(4)) { Device = new DeviceId(1) });
            script.End(replace);
        }

        var command = Invalidation(new Asid(8));
        Inner(script, Written(ConfigurationKind.ContextDescriptor, (default(ContextDescriptor) with { V = true, ASID = new Asid(8) }).D0));
        Publish(script, command);
        Leg(script, 0, 0, command);
        if (both) Leg(script, 1, 0, command);
        Consume(script, 0, command);
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);

        static ConfigurationWritten Written(ConfigurationKind kind, ulong value) =>
            new(default, kind, new SmmuId(0), new StreamId(5), default, new Pa(0x9000), 0, 0, value);
    }

    [Fact]
    public void D4_without_an_asid_everybody_is_meant()
    {
        var script = WithGuest();
        var everything = default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll };
        Publish(script, everything);
        Leg(script, 1, 0, everything);
        Consume(script, 0, everything);
        var violation = Assert.Single(Expect.Objections(script, "D4").Violations);
        Assert.Contains("smmu0 was never told", violation.Witness, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommandOpcode.TlbiNhAsid, 5, 0)]
    [InlineData(CommandOpcode.TlbiNhAsid, 6, 0, "I4")]
    [InlineData(CommandOpcode.TlbiS12Vmall, 5, 0, "I4")]
    [InlineData(CommandOpcode.CfgiCdAll, 0, 1)]
    [InlineData(CommandOpcode.CfgiCdAll, 0, 2, "I4")]
    public void I4_commands_of_a_guest_keep_to_its_vmid_and_devices(CommandOpcode opcode, int vmid, int stream, params string[] oracles)
    {
        var script = WithGuest();
        var operation = Begin(script, 0);
        // A VMID and a StreamID are in the same place.
        var command = default(Command) with { Opcode = opcode };
        script.Invalidate(operation, 0, opcode == CommandOpcode.CfgiCdAll
            ? command with { StreamID = new StreamId((uint)stream) } : command with { VMID = new Vmid((ushort)vmid) });
        script.End(operation);
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2, "I5")]
    [InlineData(7, 1, "I5")]
    public void I5_a_command_reaches_the_device_that_it_names(int name, int stream, params string[] oracles)
    {
        var script = WithGuest();
        var guest = default(Command) with { Opcode = CommandOpcode.CfgiCdAll, StreamID = new StreamId((uint)name) };
        script.Add(new GuestCommandConverted(new ViommuId(0), default, guest, guest with { StreamID = new StreamId((uint)stream) }));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0, "I5")]
    public void I5_a_command_reaches_every_StreamID_of_the_device(int other, params string[] oracles)
    {
        var script = WithGuest();
        // A second StreamID, of another device or of the one that the command names.
        var owner = oracles.Length == 0 ? new DeviceId(1) : new DeviceId(0);
        script.Add(new DeviceAdded(owner, new SmmuId(other), new StreamId(9)));
        var guest = default(Command) with { Opcode = CommandOpcode.CfgiCdAll, StreamID = new StreamId(4) };
        script.Add(new GuestCommandConverted(new ViommuId(0), default, guest, guest with { StreamID = Script.StreamOf(0) }));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(2, 0, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 0, true, "E1-guest")]
    [InlineData(1, 0, false)]
    [InlineData(2, 1, true, "E1-guest")]
    public void E1_what_a_viommu_lost_is_lost_for_its_guest(int recorded, int lost, bool isQuiescent, params string[] oracles)
    {
        var script = WithGuest();
        var (viommu, guest) = (new EventQueueId(EventQueueKind.Virtual, 0), new EventQueueId(EventQueueKind.Events, 0));
        for (var number = 0; number < 2; number++)
        {
            var id = new DetectedEventId(100 + number);
            script.Add(new EventDetected(id, viommu, EventId.FTranslation, new StreamId(4), IsStall: false));
            if (number == 0) script.Add(new EventRecorded(id, viommu, 0, 0));
            else script.Add(new EventLost(id, viommu, IsSignalled: true));
        }

        script.Add(new EventRead(viommu, 0));
        for (var number = 0; number < recorded + lost; number++)
        {
            var id = new DetectedEventId(number);
            Inner(script, new EventDetected(id, guest, default, default, IsStall: false));
            if (number < recorded) Inner(script, new EventRecorded(id, guest, number, (uint)number));
            else Inner(script, new EventLost(id, guest, IsSignalled: true));
        }

        script.Add(new RunEnded(isQuiescent));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(EventId.FTranslation, 4)]
    [InlineData(EventId.FTranslation, 1, "E1-guest")]
    [InlineData(EventId.FPermission, 4, "E1-guest")]
    public void E1_a_guest_hears_of_what_happened(EventId kind, int stream, params string[] oracles)
    {
        var script = WithGuest();
        var guest = new EventQueueId(EventQueueKind.Events, 0);
        Had(script, 0);
        Inner(script, new EventDetected(new DetectedEventId(1), guest, kind, new StreamId((uint)stream), IsStall: false));
        Inner(script, new EventRecorded(new DetectedEventId(1), guest, 0, 0));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Fact]
    public void E1_and_E4_hold_inside_of_a_guest()
    {
        var script = WithGuest();
        var queue = new EventQueueId(EventQueueKind.Events, 0);
        for (var id = 0; id < 3; id++) Had(script, id);
        for (var id = 0; id < 3; id++)
            Inner(script, new EventDetected(new DetectedEventId(id), queue, EventId.FTranslation, new StreamId(4), IsStall: false));
        Inner(script, new EventLost(new DetectedEventId(0), queue, IsSignalled: false));
        Inner(script, new EventRecorded(new DetectedEventId(2), queue, 1, 0));
        Inner(script, new EventRecorded(new DetectedEventId(1), queue, 2, 1));
        Assert.All(
            Expect.Objections(script, "E1", "E4").Violations,
            violation => Assert.StartsWith("In guest0", violation.Witness, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 1, 0, true)]
    [InlineData(0, 1, 1, true, "I6")]
    [InlineData(0, 1, 0, false, "I6")]
    [InlineData(1, 1, 0, true)]
    [InlineData(1, 2, 0, true, "I6")]
    public void I6_a_guest_hears_of_its_own_devices(int viommu, int stream, int told, bool isNamed, params string[] oracles)
    {
        var script = WithGuest();
        if (!isNamed) script.Add(new VdeviceUnmapped(new ViommuId(0), new VirtualStreamId(4)));
        var queue = new EventQueueId(EventQueueKind.Virtual, viommu);
        script.Add(new EventReported(queue, new StreamId((uint)stream), new DeviceId(told)));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "I1-guest")]
    public void I1_a_device_that_leaves_its_guest_is_detached_first(bool isDetached, params string[] oracles)
    {
        var script = WithGuest();
        script.Add(new VdeviceUnmapped(new ViommuId(0), new VirtualStreamId(4)));
        if (isDetached) script.End(script.BeginAttach(OperationKind.Detach, 0, new DomainId(3)));
        script.Add(new GuestDeviceRemoved(Guest, new DeviceId(0)));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1, "I6")]
    public void I6_a_guest_hears_of_a_device_by_its_own_name(int name, params string[] oracles)
    {
        var script = WithGuest();
        var queue = new EventQueueId(EventQueueKind.Virtual, 0);
        script.Add(new EventReported(queue, new StreamId(1), new DeviceId(0)) { Name = new VirtualStreamId((uint)name) });
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(EventQueueKind.Virtual, "I6")]
    [InlineData(EventQueueKind.Events)]
    public void I6_a_fault_of_stage_two_is_the_hosts(EventQueueKind kind, params string[] oracles)
    {
        var script = WithGuest();
        script.Add(new EventReported(new EventQueueId(kind, 0), new StreamId(1), new DeviceId(0)) { IsStageTwo = true });
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(CommandOpcode.CfgiSte, 5, 0, true)]
    [InlineData(CommandOpcode.CfgiSte, 4, 0, false)]
    [InlineData(CommandOpcode.CfgiSte, 5, 0, false, "I5")]
    [InlineData(CommandOpcode.CfgiSteRange, 4, 0, false, "I5")]
    [InlineData(CommandOpcode.CfgiSteRange, 6, 0, false)]
    [InlineData(CommandOpcode.CfgiSteRange, 6, 1, false, "I5")]
    [InlineData(CommandOpcode.CfgiSteRange, 0, 31, false, "I5")]
    public void I5_an_entry_that_a_command_names_is_looked_at(
        CommandOpcode opcode, int stream, int range, bool installs, params string[] oracles)
    {
        var script = WithGuest();
        var command = default(Command) with { Opcode = opcode, StreamID = new StreamId((uint)stream), Range = (byte)range };
        Inner(script, new ConfigurationWritten(
            default, ConfigurationKind.StreamTableEntry, new SmmuId(0), new StreamId(5), default, new Pa(0x9000), 0, 0,
            (default(StreamTableEntry) with { V = true, Config = SteConfig.Bypass }).D0));
        Publish(script, command);
        if (installs)
        {
            var replace = new OperationId(80);
            script.Add(new OperationBegan(replace, OperationKind.Replace, new DomainId(4)) { Device = new DeviceId(1) });
            script.End(replace);
        }

        Consume(script, 0, command);
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Fact]
    public void I5_a_name_is_one_device_and_a_device_has_one_name()
    {
        var script = WithGuest();
        script.Add(new VdeviceMapped(new ViommuId(0), new VirtualStreamId(4), new DeviceId(9), new StreamId(9)));
        Expect.Objections(script, "I5");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "I5")]
    public void I5_a_device_that_left_has_no_name(bool unmaps, params string[] oracles)
    {
        var script = WithGuest();
        if (unmaps) script.Add(new VdeviceUnmapped(new ViommuId(0), new VirtualStreamId(4)));
        script.End(script.BeginAttach(OperationKind.Detach, 0, new DomainId(3)));
        script.Add(new GuestDeviceRemoved(Guest, new DeviceId(0)));
        if (oracles.Length == 0) Expect.Valid(script);
        else Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "T2")]
    public void T2_holds_in_a_guest_too(bool invalidates, params string[] oracles)
    {
        var script = WithGuest();
        var leaf = Script.Leaf(0x7000);
        var (map, unmap) = (new OperationId(50), new OperationId(51));
        Inner(script, new OperationBegan(map, OperationKind.Map, Inside)
        {
            Iova = new Iova(0x1000),
            SizeBytes = 0x1000,
            Pa = new Pa(0x7000),
            Permissions = Permissions.ReadWrite,
        });
        Inner(script, new DescriptorWritten(map, Inside, new Pa(0x9000), 1, 3, new Iova(0x1000), default, leaf));
        Inner(script, new OperationEnded(map, OperationStatus.Success, 0, 0));
        script.Dma(0, 0x1000, 0x8000_0000);
        Inner(script, new OperationBegan(unmap, OperationKind.Unmap, Inside) { Iova = new Iova(0x1000), SizeBytes = 0x1000 });
        Inner(script, new DescriptorWritten(unmap, Inside, new Pa(0x9000), 1, 3, new Iova(0x1000), leaf, default));
        Inner(script, new CommandWritten(Virtual, 0, Invalidation(Asid), unmap, new BatchId(1)));
        Inner(script, new CommandWritten(Virtual, 1, Sync, unmap, new BatchId(1)));
        Inner(script, new ProducerPublished(Virtual, 2));
        Leg(script, 0, 0, Invalidation(Asid));
        Leg(script, 1, 0, Invalidation(Asid));
        Inner(script, new CommandConsumed(Virtual, 0, Invalidation(Asid)));
        Inner(script, new CommandTookEffect(Virtual, 0));
        Inner(script, new SyncCompleted(Virtual, 1, SyncSignal.None));
        Inner(script, new CommandConsumed(Virtual, 1, Sync));
        Inner(script, new SyncReleased(Virtual, 1, unmap, SyncOutcome.Completed));
        Inner(script, new OperationEnded(unmap, OperationStatus.Success, 0, 0));
        if (invalidates) script.RefuseDma(0, script.StartDma(0, 0x1000), EventId.FTranslation);
        else script.Dma(0, 0x1000, 0x8000_0000);
        if (oracles.Length == 0) Expect.Valid(script);
        else Assert.Contains(script.Judge().Violations, one =>
            one.Oracle == oracles[0] && one.Witness.StartsWith("In guest0", StringComparison.Ordinal));
    }

    // The viommu has an event of device 0 for its guest.
    private static void Had(Script script, int number)
    {
        var (id, queue) = (new DetectedEventId(100 + number), new EventQueueId(EventQueueKind.Virtual, 0));
        script.Add(new EventDetected(id, queue, EventId.FTranslation, new StreamId(1), IsStall: false));
        script.Add(new EventReported(queue, new StreamId(1), new DeviceId(0)) { Name = new VirtualStreamId(4) });
        script.Add(new EventRecorded(id, queue, number, (uint)number));
    }

    private static Script WithGuest()
    {
        var script = new Script(2, attach: false);
        script.Add(new DomainCreated(Parent, DomainKind.StageTwo));
        var ram = new OperationId(90);
        script.Add(new OperationBegan(ram, OperationKind.Map, Parent)
        {
            Iova = new Iova(0x7000),
            SizeBytes = 0x1000,
            Pa = new Pa(0x8000_0000),
            Permissions = Permissions.ReadWrite,
        });
        script.End(ram);
        Inner(script, new DomainCreated(Inside, DomainKind.StageOne));
        Inner(script, new DomainTagged(Inside, new SmmuId(0), TagRegime.NsEl1, Asid, default));
        Inner(script, new CommandQueueStarted(Virtual, Script.Log2, 0));
        for (var leg = 0; leg < 2; leg++)
        {
            var (device, viommu, name) = (new DeviceId(leg), new ViommuId(leg), new VirtualStreamId(4 + (uint)leg));
            script.Add(new DomainTagged(Parent, new SmmuId(leg), TagRegime.NsEl1, default, Vmid));
            script.Add(new DomainCreated(new DomainId(3 + leg), DomainKind.Nested, Parent: Parent));
            script.Add(new ViommuCreated(viommu, new SmmuId(leg), Parent, Vmid));
            script.Add(new VdeviceMapped(viommu, name, device, Script.StreamOf(leg)));
            script.Add(new GuestDeviceAdded(Guest, device, new SmmuId(0), name));
            Inner(script, new DeviceAdded(device, new SmmuId(0), new StreamId(name.Value)));
            script.Attach(leg, new DomainId(3 + leg));
            var attach = new OperationId(60 + leg);
            Inner(script, new OperationBegan(attach, OperationKind.Attach, Inside) { Device = device });
            Inner(script, new OperationEnded(attach, OperationStatus.Success, 0, 0));
        }

        return script;
    }

    private static void Inner(Script script, IHistoryEvent what) => script.Add(new GuestEvent(Guest, what));

    private static OperationId Begin(Script script, int viommu)
    {
        var operation = new OperationId(70 + viommu);
        script.Add(new OperationBegan(operation, OperationKind.Invalidate, Parent) { Viommu = new ViommuId(viommu) });
        return operation;
    }

    private static void Leg(Script script, int viommu, uint slot, Command command, bool ends = true, bool isDone = true)
    {
        script.Add(new GuestLegSent(Guest, Virtual, slot, new ViommuId(viommu), command));
        if (ends) script.Add(new GuestLegEnded(Guest, Virtual, slot, new ViommuId(viommu), isDone));
    }

    private static void Publish(Script script, params ReadOnlySpan<Command> commands)
    {
        for (var slot = 0; slot < commands.Length; slot++)
            Inner(script, new CommandWritten(Virtual, (uint)slot, commands[slot], default, new BatchId(1)));
        Inner(script, new ProducerPublished(Virtual, (uint)commands.Length));
    }

    private static void Consume(Script script, uint slot, Command command)
    {
        Inner(script, new CommandConsumed(Virtual, slot, command));
        Inner(script, new CommandTookEffect(Virtual, slot));
    }

    private static Command Sync => default(Command) with { Opcode = CommandOpcode.Sync };

    private static Command Invalidation(Asid asid) => default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = asid };
}
