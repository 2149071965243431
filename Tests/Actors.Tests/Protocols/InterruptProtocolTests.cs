using ActorIommu.Actors.Devices;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>InterruptProtocol: what the doorbell counts, and what is in its answer.</summary>
public sealed class InterruptProtocolTests : ActorTest
{
    private static readonly RequestId One = new(1);

    [Fact]
    public void The_doorbell_counts_each_wire_of_each_smmu_and_all_messages()
    {
        var software = CreateTestProbe();
        var state = new DoorbellState<IActorRef>();
        var doorbell = Sys.ActorOf(Props.Create(() => new DoorbellActor(state, Experiment.None)));
        var other = new SmmuId(1);
        doorbell.Tell(new RaiseInterrupt(Smmu0, InterruptSource.EventQueue));
        doorbell.Tell(new RaiseInterrupt(Smmu0, InterruptSource.CommandSync));
        doorbell.Tell(new RaiseInterrupt(Smmu0, InterruptSource.CommandSync));
        doorbell.Tell(new RaiseInterrupt(other, InterruptSource.GlobalError));
        doorbell.Tell(new WriteDoorbell(Doorbell.Base, 3));
        software.Send(doorbell, new ReadInterrupts(Smmu0, One));
        software.ExpectMsg(new InterruptsRead(One, 1, 2, 0, 1));
        software.Send(doorbell, new ReadInterrupts(other, One));
        software.ExpectMsg(new InterruptsRead(One, 0, 0, 1, 1));
        software.Send(doorbell, new ReadInterrupts(new SmmuId(2), One));
        software.ExpectMsg(new InterruptsRead(One, 0, 0, 0, 1));
        doorbell.Tell(new RaiseInterrupt(other, InterruptSource.WakeUp));
        software.Send(doorbell, new ReadInterrupts(other, One));
        software.ExpectMsg(new InterruptsRead(One, 0, 0, 1, 1, WakeUps: 1));
    }

    [Fact]
    public void The_answer_includes_the_interrupt_of_each_event_before_it()
    {
        var driver = StartDriver();
        Board.Attach(1, Board.NewSpace(1));
        for (var count = 1; count <= 20; count++)
        {
            // Both are on their way together; the event goes the way of the question.
            driver.StartDma(1, 0x1000);
            driver.Probe.ExpectMsg<DmaCompleted>();
            Assert.Equal(count, driver.Interrupts().EventQueue);
            driver.Write(RegisterOffset.EventqCons, driver.Read(RegisterOffset.EventqProd));
        }
    }

    [Fact]
    public void A_device_and_a_queue_ring_the_same_doorbell()
    {
        var space = Board.NewSpace(1);
        space.Map(0x5000, Doorbell.Base);
        Board.Attach(1, space);
        var driver = StartDriver();
        Assert.Equal(DmaOutcome.Completed, driver.Dma(1, 0x5040, AccessAttributes.Write, 4, 1).Outcome);
        driver.Submit(Commands.SyncWith(SyncSignal.Irq, Doorbell.Base.Value + 0x40, 2));
        driver.Submit(Commands.SyncWith(SyncSignal.Irq));
        var interrupts = driver.Interrupts();
        Assert.Equal((0, 1, 0, 2), (interrupts.EventQueue, interrupts.CommandSync, interrupts.GlobalError, interrupts.Messages));
    }
}
