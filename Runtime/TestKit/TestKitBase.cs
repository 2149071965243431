using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// A test's actor, and what the test expects that actor to receive. Test frameworks derive their TestKit from it; the expectations are in
/// the other parts of this class, one kind a file.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static int _testActorCount;
    private readonly ITestKitAssertions _assertions;
    private TestState _state = null!;

    /// <summary>Attaches to a system, or makes one with <see cref="DefaultConfig"/>.</summary>
    /// <param name="assertions">How an unmet expectation fails the test.</param>
    /// <param name="system">The system; null makes one named "test".</param>
    /// <param name="testActorName">The test actor's name; null makes one up.</param>
    /// <exception cref="ArgumentNullException">There are no assertions.</exception>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system = null, string? testActorName = null)
        : this(assertions, system, ActorSystemSetup.Empty, null, testActorName)
    {
    }

    /// <summary>Makes a system from a setup.</summary>
    /// <param name="assertions">How an unmet expectation fails the test.</param>
    /// <param name="setup">The setup; <see cref="DefaultConfig"/> is added below its configuration.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="testActorName">The test actor's name; null makes one up.</param>
    /// <exception cref="ArgumentNullException">There are no assertions.</exception>
    protected TestKitBase(
        ITestKitAssertions assertions, ActorSystemSetup setup, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, setup, actorSystemName, testActorName)
    {
    }

    /// <summary>Makes a system from a configuration.</summary>
    /// <param name="assertions">How an unmet expectation fails the test.</param>
    /// <param name="config">The configuration; <see cref="DefaultConfig"/> is added below it.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="testActorName">The test actor's name; null makes one up.</param>
    /// <exception cref="ArgumentNullException">There are no assertions.</exception>
    protected TestKitBase(ITestKitAssertions assertions, Config config, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, SetupOf(config), actorSystemName, testActorName)
    {
    }

    /// <summary>Attaches to a system or makes one.</summary>
    /// <param name="assertions">How an unmet expectation fails the test.</param>
    /// <param name="system">The system, or null.</param>
    /// <param name="config">The setup if there is no system.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="testActorName">The test actor's name; null makes one up.</param>
    /// <exception cref="ArgumentNullException">There are no assertions.</exception>
    protected TestKitBase(
        ITestKitAssertions assertions, ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        _assertions = assertions;
#pragma warning disable CA2214 // The hook that Akka.NET offers to derived kits; it must run before the first test line.
        InitializeTest(system, config, actorSystemName, testActorName);
#pragma warning restore CA2214
    }

    /// <summary>What the test kit adds to every system's configuration.</summary>
    public static Config DefaultConfig => TestKitDefaults.Reference;

    /// <summary>Everything that can be logged, logged.</summary>
    public static Config FullDebugConfig => TestKitDefaults.FullDebug;

    /// <summary>The actor system under test.</summary>
    public ActorSystem Sys => _state.System;

    /// <summary>The actor that receives on behalf of the test.</summary>
    public IActorRef TestActor => _state.TestActor;

    /// <summary>The settings under <c>akka.test</c>.</summary>
    public TestKitSettings TestKitSettings => _state.Settings;

    /// <summary>A log with the test class as its source.</summary>
    public ILoggingAdapter Log => _state.Log;

    /// <summary>Whether a message waits.</summary>
    public bool HasMessages => _state.Queue.Count > 0;

    /// <summary>The message that was received last.</summary>
    /// <exception cref="IllegalActorStateException">None was.</exception>
    public object LastMessage => _state.Last.Message;

    /// <summary>Who sent the message that was received last.</summary>
    /// <exception cref="IllegalActorStateException">None was received.</exception>
    public IActorRef LastSender => _state.Last.Sender;

    /// <summary>Expectations about what is logged.</summary>
    public EventFilterFactory EventFilter => _state.EventFilter;

    /// <summary>Expectations about what another system logs.</summary>
    /// <param name="system">That system; its loggers must contain <see cref="TestEventListener"/>.</param>
    /// <returns>The filters.</returns>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>Drops messages instead of queueing them.</summary>
    /// <param name="shouldIgnoreMessage">True for what to drop.</param>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new TestActor.SetIgnore(m => shouldIgnoreMessage(m)));

    /// <summary>Drops some messages of a type.</summary>
    /// <typeparam name="TMsg">The type.</typeparam>
    /// <param name="shouldIgnoreMessage">True for what to drop.</param>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new TestActor.SetIgnore(m => m is TMsg typed && shouldIgnoreMessage(typed)));

    /// <summary>Drops all messages of a type.</summary>
    /// <typeparam name="TMsg">The type.</typeparam>
    public void IgnoreMessages<TMsg>() => IgnoreMessages<TMsg>(_ => true);

    /// <summary>Queues every message again.</summary>
    public void IgnoreNoMessages() => TestActor.Tell(new TestActor.SetIgnore(null));

    /// <summary>Lets the test actor receive <see cref="Terminated"/> of an actor.</summary>
    /// <param name="actorToWatch">The actor.</param>
    /// <returns>The same actor.</returns>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        TestActor.Tell(new TestActor.Watch(actorToWatch));
        return actorToWatch;
    }

    /// <summary>As <see cref="Watch"/>; complete when the test actor watches.</summary>
    /// <param name="actorToWatch">The actor.</param>
    /// <returns>The same actor.</returns>
    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        await TestActor.Ask<Done>(new AcknowledgedWatch(actorToWatch), TestKitSettings.DefaultTimeout);
        return actorToWatch;
    }

    /// <summary>Undoes <see cref="Watch"/>.</summary>
    /// <param name="actorToUnwatch">The actor.</param>
    /// <returns>The same actor.</returns>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        TestActor.Tell(new TestActor.Unwatch(actorToUnwatch));
        return actorToUnwatch;
    }

    /// <summary>As <see cref="Unwatch"/>; complete when the test actor watches no more.</summary>
    /// <param name="actorToUnwatch">The actor.</param>
    /// <returns>The same actor.</returns>
    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        await TestActor.Ask<Done>(new AcknowledgedUnwatch(actorToUnwatch), TestKitSettings.DefaultTimeout);
        return actorToUnwatch;
    }

    /// <summary>Lets a pilot handle each message before it is queued.</summary>
    /// <param name="pilot">The pilot; <see cref="AutoPilot.NoAutoPilot"/> removes the present one.</param>
    public void SetAutoPilot(AutoPilot pilot) => TestActor.Tell(new TestActor.SetAutoPilot(pilot));

    /// <summary>Makes a probe in this system.</summary>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The probe.</returns>
    public virtual TestProbe CreateTestProbe(string? name = null) => CreateTestProbe(Sys, name);

    /// <summary>Makes a probe in another system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="name">Its name; null makes one up.</param>
    /// <returns>The probe.</returns>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, _assertions, name);

    /// <summary>Makes a latch.</summary>
    /// <param name="count">How many countdowns open it.</param>
    /// <returns>The latch, whose default timeout is dilated.</returns>
    public virtual TestLatch CreateTestLatch(int count = 1) => new DilatedTestLatch(Dilated, TestKitSettings.DefaultTimeout, count);

    /// <summary>Makes a barrier.</summary>
    /// <param name="count">How many must arrive.</param>
    /// <returns>The barrier.</returns>
    public TestBarrier CreateTestBarrier(int count) => new(this, count, TestKitSettings.DefaultTimeout);

    private static ActorSystemSetup SetupOf(Config? config) =>
        config is null ? ActorSystemSetup.Empty : ActorSystemSetup.Empty.WithSetup(BootstrapSetup.Create().WithConfig(config));

    private sealed class TestState
    {
        public required ActorSystem System { get; init; }
        public required TestKitSettings Settings { get; init; }
        public required ILoggingAdapter Log { get; init; }
        public required EventFilterFactory EventFilter { get; init; }
        public TestQueue Queue { get; } = new();
        public IActorRef TestActor { get; set; } = ActorRefs.Nobody;
        public MessageEnvelope Last { get; set; } = NullMessageEnvelope.Instance;

        /// <summary>When the innermost Within ends.</summary>
        public TimeSpan? End { get; set; }

        /// <summary>After an expectation of silence the clock is expected to have run out.</summary>
        public bool LastWasNoMsg { get; set; }
    }
}
