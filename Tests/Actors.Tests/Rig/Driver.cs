using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>A CPU and a workload that wait for each of their answers.</summary>
internal sealed class Driver(TestProbe probe, IActorRef machine, Board board)
{
    private static readonly SmmuId Smmu = new(0);
    private long _request;

    public TestProbe Probe => probe;

    public IActorRef Machine => machine;

    /// <summary>Points the SMMU at the board's structures and enables everything, with interrupts.</summary>
    public void Boot()
    {
        Write(RegisterOffset.StrtabBase, board.StreamTable.Raw, 8);
        Write(RegisterOffset.StrtabBaseCfg, board.StreamTableConfiguration.Raw);
        Write(RegisterOffset.Cr2, (default(Cr2) with { RECINVSID = true }).Raw);
        Write(RegisterOffset.CmdqBase, board.CommandQueue.Raw, 8);
        Write(RegisterOffset.EventqBase, board.EventQueue.Raw, 8);
        Write(RegisterOffset.PriqBase, board.PageRequestQueue.Raw, 8);
        Write(RegisterOffset.IrqCtrl, (default(IrqCtrl) with { GerrorIrqen = true, EventqIrqen = true }).Raw);
        Write(RegisterOffset.Cr0, Enabled.Raw);
    }

    public static Cr0 Enabled => default(Cr0) with { SMMUEN = true, CMDQEN = true, EVENTQEN = true };

    public void Write(int offset, ulong value, int sizeBytes = 4)
    {
        var request = SendWrite(offset, value, sizeBytes);
        probe.ExpectMsg(new RegisterWritten(request));
    }

    public RequestId SendWrite(int offset, ulong value, int sizeBytes = 4)
    {
        var request = Next();
        probe.Send(machine, new WriteRegister(Smmu, request, offset, sizeBytes, value));
        return request;
    }

    public ulong Read(int offset, int sizeBytes = 4)
    {
        var request = Next();
        probe.Send(machine, new ReadRegister(Smmu, request, offset, sizeBytes));
        return probe.ExpectMsg<RegisterRead>(read => Assert.Equal(request, read.Request)).Value;
    }

    /// <summary>Commands that are consumed, and took effect, on return.</summary>
    public CmdqCons Submit(params ReadOnlySpan<Command> commands)
    {
        Write(RegisterOffset.CmdqProd, board.Put(commands));
        return AwaitIdle();
    }

    public CmdqCons AwaitIdle()
    {
        var request = SendAwaitIdle();
        return probe.ExpectMsg<CommandQueueIdle>(idle => Assert.Equal(request, idle.Request)).Consumer;
    }

    public RequestId SendAwaitIdle()
    {
        var request = Next();
        probe.Send(machine, new AwaitCommandQueueIdle(Smmu, request));
        return request;
    }

    public DmaCompleted Dma(
        int device, ulong iova, AccessAttributes access = default, int sizeBytes = 8, ulong data = 0, bool usesAts = false)
    {
        var transaction = StartDma(device, iova, access, sizeBytes, data, usesAts);
        return probe.ExpectMsg<DmaCompleted>(dma => Assert.Equal(transaction, dma.Transaction));
    }

    public TransactionId StartDma(
        int device, ulong iova, AccessAttributes access = default, int sizeBytes = 8, ulong data = 0, bool usesAts = false)
    {
        var transaction = new TransactionId(Next().Value);
        probe.Send(machine, new StartDma(new DeviceId(device), transaction, new Iova(iova), access, sizeBytes, data, null, usesAts));
        return transaction;
    }

    public InterruptsRead Interrupts()
    {
        probe.Send(machine, new ReadInterrupts(Smmu, Next()));
        return probe.ExpectMsg<InterruptsRead>();
    }

    private RequestId Next() => new(++_request);
}
