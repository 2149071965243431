using ActorIommu.Actors.Devices;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>DmaProtocol, between workload and device: what becomes of an access once the SMMU has answered.</summary>
public sealed class DeviceProtocolTests : ActorTest
{
    private static readonly DeviceId Device = new(3);
    private static readonly StreamId Stream = new(9);
    private static readonly TransactionId One = new(1);
    private static readonly TransactionId Two = new(2);
    private readonly TestProbe _workload;
    private readonly TestProbe _smmu;
    private readonly TestProbe _doorbell;
    private readonly IActorRef _device;

    public DeviceProtocolTests()
    {
        (_workload, _smmu, _doorbell) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var state = new DeviceState<IActorRef>(Device, new SmmuId(0), [Stream], Memory, Doorbell, NoHistory.Instance);
        var (smmu, doorbell) = (_smmu.Ref, _doorbell.Ref);
        _device = Sys.ActorOf(Props.Create(() => new DeviceActor(state, Experiment.None, smmu, doorbell)));
    }

    [Fact]
    public void A_dma_asks_the_smmu_in_the_name_of_the_stream()
    {
        var access = new AccessAttributes(IsWrite: false, IsInstruction: true, IsPrivileged: true);
        _workload.Send(_device, new StartDma(Device, One, new Iova(0x1000), access, 4, 0, new SubstreamId(5)));
        _smmu.ExpectMsg(new TranslateDma(One, Stream, new Iova(0x1000), access, new SubstreamId(5)));
        Assert.Equal(_device, _smmu.Sender);
    }

    [Theory]
    [InlineData(8, 0x1122_3344_5566_7788)]
    [InlineData(4, 0x5566_7788)]
    [InlineData(2, 0x7788)]
    [InlineData(1, 0x88)]
    public void A_read_that_was_let_through_reads_memory(int sizeBytes, ulong expected)
    {
        Board.Write(Rig.Board.Data, 0x1122_3344_5566_7788);
        Start(One, AccessAttributes.Read, sizeBytes);
        Answer(One, DmaOutcome.Completed, Rig.Board.Data);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.Completed, Rig.Board.Data, expected));
    }

    [Fact]
    public void A_write_that_was_let_through_writes_as_many_bytes_as_it_says()
    {
        Board.Write(Rig.Board.Data, ulong.MaxValue);
        Start(One, AccessAttributes.Write, 2, 0xabcd_1234);
        Answer(One, DmaOutcome.Completed, Rig.Board.Data);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.Completed, Rig.Board.Data, 0));
        Assert.Equal(0xffff_ffff_ffff_1234, Board.Read(Rig.Board.Data));
    }

    [Theory]
    [InlineData(DmaOutcome.Aborted)]
    [InlineData(DmaOutcome.ReadZeroWriteIgnored)]
    public void What_the_smmu_terminated_reads_zero_and_writes_nothing(DmaOutcome outcome)
    {
        Board.Write(Rig.Board.Data, 7);
        Start(One, AccessAttributes.Write, 8, 1);
        Answer(One, outcome, default);
        _workload.ExpectMsg(new DmaCompleted(Device, One, outcome, default, 0));
        Start(Two, AccessAttributes.Read);
        Answer(Two, outcome, default);
        _workload.ExpectMsg(new DmaCompleted(Device, Two, outcome, default, 0));
        Assert.Equal(7UL, Board.Read(Rig.Board.Data));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_output_address_that_is_not_memory_is_a_bus_error(bool isWrite)
    {
        Start(One, new AccessAttributes(isWrite));
        Answer(One, DmaOutcome.Completed, Rig.Board.NoMemory);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.BusError, Rig.Board.NoMemory, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(-8)]
    public void An_access_of_a_size_that_no_bus_has_is_a_bus_error(int sizeBytes)
    {
        Board.Write(Rig.Board.Data, 7);
        Start(One, AccessAttributes.Write, sizeBytes, 1);
        Answer(One, DmaOutcome.Completed, Rig.Board.Data);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.BusError, Rig.Board.Data, 0));
        Assert.Equal(7UL, Board.Read(Rig.Board.Data));
    }

    [Fact]
    public void A_write_to_the_doorbell_rings_it_and_a_read_does_not()
    {
        var address = new Pa(Doorbell.Base.Value + 0x40);
        Start(One, AccessAttributes.Read, 4);
        Answer(One, DmaOutcome.Completed, address);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.Completed, address, 0));
        _smmu.ExpectMsg(new DmaRetired(One));
        Start(Two, AccessAttributes.Write, 4, 0x33);
        Answer(Two, DmaOutcome.Completed, address);
        _workload.ExpectMsg(new DmaCompleted(Device, Two, DmaOutcome.Completed, address, 0));
        _doorbell.ExpectMsg(new WriteDoorbell(address, 0x33));
        Assert.False(_doorbell.HasMessages);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0x1_0000)]
    public void Beside_the_doorbell_there_is_none(int offset)
    {
        var address = new Pa(Doorbell.Base.Value + (ulong)(long)offset);
        Start(One, AccessAttributes.Write, 1);
        Answer(One, DmaOutcome.Completed, address);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.BusError, address, 0));
        Assert.False(_doorbell.HasMessages);
    }

    [Fact]
    public void Several_dmas_end_in_any_order_each_at_its_own_workload()
    {
        var other = CreateTestProbe();
        Start(One, AccessAttributes.Write, 8, 11);
        other.Send(_device, new StartDma(Device, Two, new Iova(0x2000), AccessAttributes.Write, 8, 22));
        _smmu.ExpectMsg<TranslateDma>();
        var (first, second) = (Rig.Board.Data, new Pa(Rig.Board.Data.Value + 8));
        Answer(Two, DmaOutcome.Completed, second);
        other.ExpectMsg(new DmaCompleted(Device, Two, DmaOutcome.Completed, second, 0));
        Answer(One, DmaOutcome.Completed, first);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.Completed, first, 0));
        Assert.Equal((11UL, 22UL), (Board.Read(first), Board.Read(second)));
    }

    [Fact]
    public void An_answer_to_nothing_or_a_second_one_is_dropped()
    {
        Answer(Two, DmaOutcome.Completed, Rig.Board.Data);
        Start(One, AccessAttributes.Read);
        Answer(One, DmaOutcome.Aborted, default);
        Answer(One, DmaOutcome.Completed, Rig.Board.Data);
        Start(Two, AccessAttributes.Read);
        Answer(Two, DmaOutcome.Completed, Rig.Board.Data);
        _workload.ExpectMsg(new DmaCompleted(Device, One, DmaOutcome.Aborted, default, 0));
        _workload.ExpectMsg(new DmaCompleted(Device, Two, DmaOutcome.Completed, Rig.Board.Data, 0));
    }

    // 4.7.3: a CMD_SYNC waits for an access that was let through, so the SMMU is told of it once memory has it.
    [Theory]
    [InlineData(DmaOutcome.Completed, true)]
    [InlineData(DmaOutcome.Aborted, false)]
    public void The_smmu_is_told_of_an_access_that_was_made_and_of_no_other(DmaOutcome outcome, bool isTold)
    {
        Start(One, AccessAttributes.Write, 8, 11);
        Answer(One, outcome, Rig.Board.Data);
        _workload.ExpectMsg<DmaCompleted>();
        if (isTold) _smmu.ExpectMsg(new DmaRetired(One));
        Assert.False(_smmu.HasMessages);
        Assert.Equal(isTold ? 11UL : 0, Board.Read(Rig.Board.Data));
    }

    private void Start(TransactionId transaction, AccessAttributes access, int sizeBytes = 8, ulong data = 0)
    {
        _workload.Send(_device, new StartDma(Device, transaction, new Iova(0x1000), access, sizeBytes, data));
        _smmu.ExpectMsg(new TranslateDma(transaction, Stream, new Iova(0x1000), access, null));
    }

    private void Answer(TransactionId transaction, DmaOutcome outcome, Pa address) =>
        _smmu.Send(_device, new DmaTranslated(transaction, outcome, address));
}
