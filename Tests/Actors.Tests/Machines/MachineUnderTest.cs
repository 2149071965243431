using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>A machine of actors whose driver waits for every answer, and after a write for all that it causes.</summary>
internal sealed class MachineUnderTest(
    Driver driver, ActorSelection smmu, TestProbe workload, TestProbe pages, HookedCore hooks, SmmuCore core) : ISmmuUnderTest
{
    private long _dmas;
    private long _drains;
    private int _stalled;

    public ulong Read(int offset, int sizeBytes) => driver.Read(offset, sizeBytes);

    public void Write(int offset, ulong value, int sizeBytes)
    {
        driver.Write(offset, value, sizeBytes);
        driver.AwaitIdle();
        Settle();
    }

    public (DmaOutcome Outcome, ulong Address, ulong Data)? Dma(uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data)
    {
        var transaction = new TransactionId(++_dmas);
        hooks.Before(CoreCall.EndWalk, () => workload.Ref.Tell(CoreCall.EndWalk));
        workload.Send(driver.Machine, new StartDma(new DeviceId((int)stream), transaction, new Iova(iova), access, sizeBytes, data));
        workload.ExpectMsg(CoreCall.EndWalk);
        Settle();
        if (core.Stalls.Count > _stalled)
        {
            _stalled++;
            return null;
        }

        var dma = workload.ExpectMsg<DmaCompleted>(completed => Assert.Equal(transaction, completed.Transaction));
        return (dma.Outcome, dma.Address.Value, dma.Data);
    }

    public (DmaOutcome Outcome, ulong Address, ulong Data) AtsDma(
        uint stream, ulong iova, AccessAttributes access, int sizeBytes, ulong data)
    {
        var dma = driver.Dma((int)stream, iova, access, sizeBytes, data, usesAts: true);
        Settle();
        return (dma.Outcome, dma.Address.Value, dma.Data);
    }

    // Its answer, which may come much later, is for somebody else.
    public void RequestPage(PageRequest page) =>
        pages.Send(driver.Machine, new StartPageRequest(new DeviceId((int)page.StreamID.Value), default, page));

    public IReadOnlyList<string> TakeAnswers()
    {
        Settle();
        var answers = new SortedDictionary<long, string>();
        for (; _stalled > core.Stalls.Count; _stalled--)
        {
            var dma = workload.ExpectMsg<DmaCompleted>();
            answers.Add(dma.Transaction.Value, $"{dma.Transaction} {dma.Outcome} {dma.Address.Value:x} {dma.Data:x}");
        }

        return [.. answers.Values];
    }

    public (long EventQueue, long CommandSync, long GlobalError, long PageRequestQueue, long WakeUps) Interrupts()
    {
        // What the SMMU had to tell the doorbell was sent before it answers this.
        driver.Read(RegisterOffset.Idr0);
        var interrupts = driver.Interrupts();
        return (
            interrupts.EventQueue, interrupts.CommandSync, interrupts.GlobalError, interrupts.PageRequestQueue, interrupts.WakeUps);
    }

    // What the event queue had to tell the SMMU was sent before it passed the question on; the walks that this began have ended,
    // and their events are recorded; and what the event queue had to tell of those has arrived.
    private void Settle()
    {
        driver.Interrupts();
        var drain = new DrainTicket(++_drains);
        smmu.Tell(new DrainWalks(drain), driver.Probe.Ref);
        driver.Probe.ExpectMsg(new WalksDrained(drain));
        driver.Interrupts();
        driver.Read(RegisterOffset.Idr0);
    }
}
