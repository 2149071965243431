using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Fsm;

public enum Light
{
    Off,
    On,
    Broken,
    Nowhere,
}

/// <summary>Driven message by message on virtual time.</summary>
public sealed class FsmTests : IDisposable
{
    private readonly World _world = new();
    private readonly IActorRef _lamp;
    private readonly IActorRef _user;

    public FsmTests()
    {
        _user = _world.Start("user", new Script());
        _lamp = _world.System.ActorOf(Props.Create(() => new Lamp(_world)), "lamp");
        _world.Run();
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Initializing_is_a_transition_to_the_first_state() => Assert.Equal(["Off->Off"], Said());

    [Fact]
    public void GoTo_changes_state_and_data_and_calls_transition_handlers_with_both()
    {
        Send("toggle", "toggle");
        Assert.Equal(["Off->Off", "Off->On data 0->1", "On->Off"], Said());
    }

    [Fact]
    public void Stay_is_no_transition_but_GoTo_to_the_same_state_is()
    {
        Send("stay", "again");
        Assert.Equal(["Off->Off", "Off->Off"], Said());
    }

    [Fact]
    public void Replies_go_to_the_sender_in_order()
    {
        _lamp.Tell("reply", _user);
        _world.Run();
        Assert.Equal(["user/1 <- first", "user/1 <- second"], Said().Where(line => line.StartsWith("user/1 <-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Events_that_a_state_leaves_go_to_the_second_function_and_then_to_WhenUnhandled()
    {
        Send("second", "unknown");
        Assert.Equal(["Off->Off", "second function", "unhandled unknown in Off"], Said());
    }

    [Fact]
    public void A_state_timeout_fires_unless_an_event_comes_first()
    {
        Send("toggle");
        _world.Advance(99);
        Send("stay");
        _world.Advance(99);
        Assert.DoesNotContain("timeout", Said());
        _world.Advance(1);
        Assert.Equal("timeout", Said().ElementAt(^2));
        Assert.Equal("On->Off", Said().Last());
    }

    [Fact]
    public void A_state_timeout_that_is_in_the_mailbox_behind_an_event_is_dropped()
    {
        Send("toggle");
        World.Enqueue(_lamp, "stay");
        _world.Fire(100);
        _world.Run();
        Assert.DoesNotContain("timeout", Said());
    }

    [Fact]
    public void ForMax_is_a_timeout_for_one_visit()
    {
        Send("toggle-shortly");
        _world.Advance(5);
        Assert.Contains("timeout", Said());
    }

    [Fact]
    public void Timers_fire_once_or_repeatedly_until_cancelled()
    {
        Send("start-timers");
        _world.Advance(30);
        Send("cancel-timers");
        _world.Advance(100);
        Assert.Equal(["tick", "once, active False", "tick", "tick"],
            Said().Where(line => line is "tick" || line.StartsWith("once", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_fired_timer_in_the_mailbox_is_dropped_when_it_is_cancelled()
    {
        Send("start-timers");
        World.Enqueue(_lamp, "cancel-timers");
        _world.Fire(15);
        _world.Run();
        Assert.DoesNotContain("tick", Said());
    }

    [Fact]
    public void Subscribers_get_the_state_and_then_the_transitions()
    {
        _lamp.Tell(new FSMBase.SubscribeTransitionCallBack(_user));
        _world.Run();
        Send("toggle");
        _lamp.Tell(new FSMBase.UnsubscribeTransitionCallBack(_user));
        Send("toggle");
        Assert.Equal(
            ["user/1 <- CurrentState <Off>", "user/1 <- Transition(Off, On)"],
            Said().Where(line => line.StartsWith("user/1 <-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("stop", "terminated Normal in Off")]
    [InlineData("fail", "terminated Failure(broken) in Off")]
    [InlineData("nowhere", "terminated Failure(Next state Nowhere does not exist) in Off")]
    public void Stopping_calls_the_termination_handler_once(string message, string expected)
    {
        Send(message);
        _world.System.Stop(_lamp);
        _world.Run();
        Assert.Equal(expected, Assert.Single(Said(), line => line.StartsWith("terminated", StringComparison.Ordinal)));
    }

    [Fact]
    public void Being_stopped_is_a_shutdown()
    {
        _world.System.Stop(_lamp);
        _world.Run();
        Assert.Contains("terminated Shutdown in Off", Said());
    }

    [Fact]
    public void A_restart_begins_in_the_first_state()
    {
        Send("toggle", "throw", "stay");
        Assert.Equal(["Off->Off", "Off->On data 0->1", "terminated Shutdown in On", "Off->Off"], Said());
    }

    [Fact]
    public void Equality_of_subscription_messages_is_by_value()
    {
        Assert.Equal(new FSMBase.Transition<Light>(_user, Light.Off, Light.On), new FSMBase.Transition<Light>(_user, Light.Off, Light.On));
        Assert.NotEqual(new FSMBase.Transition<Light>(_user, Light.Off, Light.On),
            new FSMBase.Transition<Light>(_user, Light.On, Light.On));
        Assert.Equal(new FSMBase.CurrentState<Light>(_user, Light.On), new FSMBase.CurrentState<Light>(_user, Light.On));
    }

    private void Send(params string[] messages) => _world.Tell(_lamp, [.. messages]);

    private IEnumerable<string> Said() =>
        _world.Lines.Select(line => line.Trim()).Where(line => line is not ("user/1 ctor" or "user/1 PreStart"));

    private sealed class Lamp : FSM<Light, int>
    {
        private readonly World _world;

        public Lamp(World world)
        {
            _world = world;
            StartWith(Light.Off, 0);
            When(Light.Off, Off);
            When(Light.Off, fsmEvent => fsmEvent.FsmEvent is "second" ? Say("second function") : null);
            When(Light.On, On, TimeSpan.FromMilliseconds(100));
            WhenUnhandled(fsmEvent => Say($"unhandled {fsmEvent.FsmEvent} in {StateName}"));
            OnTransition((from, to) =>
                world.Log($"{from}->{to}{(NextStateData == StateData ? "" : $" data {StateData}->{NextStateData}")}"));
            OnTermination(stop => world.Log($"terminated {Describe(stop.Reason)} in {stop.TerminatedState}"));
            Initialize();
        }

        private State<Light, int>? Off(Event<int> fsmEvent)
        {
            switch (fsmEvent.FsmEvent)
            {
                case "toggle":
                    return GoTo(Light.On).Using(fsmEvent.StateData + 1);
                case "toggle-shortly":
                    return GoTo(Light.On).ForMax(TimeSpan.FromMilliseconds(5));
                case "stay":
                    return Stay();
                case "again":
                    return GoTo(Light.Off);
                case "reply":
                    return Stay().Replying("first").Replying("second");
                case "nowhere":
                    return GoTo(Light.Nowhere);
                case "stop":
                    return Stop();
                case "fail":
                    return Stop(new Failure("broken"));
                case "start-timers":
                    SetTimer("tick", "tick", TimeSpan.FromMilliseconds(10), repeat: true);
                    SetTimer("once", "once", TimeSpan.FromMilliseconds(15));
                    return Stay();
                case "cancel-timers":
                    CancelTimer("tick");
                    CancelTimer("once");
                    return Stay();
                case "tick":
                    return Say("tick");
                case "once":
                    return Say($"once, active {IsTimerActive("once")}");
                default:
                    return null;
            }
        }

        private State<Light, int>? On(Event<int> fsmEvent) => fsmEvent.FsmEvent switch
        {
            "toggle" => GoTo(Light.Off),
            "stay" => Stay(),
            "throw" => throw PlainFailure.Of("thrown"),
            StateTimeout => Say("timeout", GoTo(Light.Off)),
            _ => null,
        };

        private State<Light, int> Say(string line, State<Light, int>? next = null)
        {
            _world.Log(line);
            return next ?? Stay();
        }

        private static string Describe(Reason reason) => reason switch
        {
            Failure failure => $"Failure({failure.Cause})",
            _ => reason.GetType().Name,
        };
    }
}
