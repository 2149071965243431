using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class TestFSMRefTests() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    internal enum Door
    {
        Shut,
        Open,
    }

    [Fact]
    public void State_and_data_are_shown()
    {
        var door = ActorOfAsTestFSMRef<DoorMachine, Door, int>();
        Assert.Equal((Door.Shut, 0), (door.StateName, door.StateData));
        door.Tell("push");
        Assert.Equal((Door.Open, 1), (door.StateName, door.StateData));
    }

    [Fact]
    public void State_and_data_can_be_set()
    {
        var door = ActorOfAsTestFSMRef<DoorMachine, Door, int>(Props.Create(() => new DoorMachine()), "door");
        door.SetState(Door.Open);
        Assert.Equal((Door.Open, 0), (door.StateName, door.StateData));
        door.SetStateData(7);
        Assert.Equal((Door.Open, 7), (door.StateName, door.StateData));
        door.SetState(Door.Shut, 8);
        Assert.Equal((Door.Shut, 8), (door.StateName, door.StateData));
    }

    [Fact]
    public void A_set_state_is_a_transition_for_subscribers()
    {
        var door = ActorOfAsTestFSMRef<DoorMachine, Door, int>();
        door.Tell(new FSMBase.SubscribeTransitionCallBack(TestActor));
        ExpectMsg(new FSMBase.CurrentState<Door>(door.Ref, Door.Shut), FSMSpecHelpers.CurrentStateExpector<Door>());
        door.SetState(Door.Open);
        ExpectMsg(new FSMBase.Transition<Door>(door.Ref, Door.Shut, Door.Open), FSMSpecHelpers.TransitionStateExpector<Door>());
    }

    [Fact]
    public void Timers_can_be_set_and_cancelled()
    {
        var door = ActorOfAsTestFSMRef<DoorMachine, Door, int>();
        door.SetTimer("wind", "push", Second);
        Assert.True(door.IsTimerActive("wind"));
        door.CancelTimer("wind");
        Assert.False(door.IsTimerActive("wind"));
        door.SetTimer("wind", "push", Second);
        ((TestScheduler)Sys.Scheduler).Advance(Second);
        Assert.Equal(Door.Open, door.StateName);
    }

    [Fact]
    public void A_states_timeout_is_shown()
    {
        var door = ActorOfAsTestFSMRef<DoorMachine, Door, int>();
        Assert.False(door.IsStateTimerActive());
        door.SetState(Door.Open, timeout: Second);
        Assert.True(door.IsStateTimerActive());
        ((TestScheduler)Sys.Scheduler).Advance(Second);
        Assert.Equal(Door.Shut, door.StateName);
    }

    internal sealed class DoorMachine : FSM<Door, int>
    {
        public DoorMachine()
        {
            StartWith(Door.Shut, 0);
            When(Door.Shut, fsmEvent => fsmEvent.FsmEvent is "push" ? GoTo(Door.Open).Using(fsmEvent.StateData + 1) : null);
            When(Door.Open, fsmEvent => fsmEvent.FsmEvent is FSMBase.StateTimeout ? GoTo(Door.Shut) : null);
            Initialize();
        }
    }
}
