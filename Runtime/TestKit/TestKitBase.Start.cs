using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Beginning and end.</content>
public abstract partial class TestKitBase
{
    /// <summary>Makes the system if there is none, and the test actor, whose messages this kit expects from here on.</summary>
    /// <param name="system">The system, or null.</param>
    /// <param name="config">The setup if there is no system.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="testActorName">The test actor's name; null makes one up.</param>
    protected virtual void InitializeTest(ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        var used = system ?? ActorSystem.Create(actorSystemName ?? "test", WithDefaults(config));
        used.RegisterExtension(new TestKitExtension());
        used.RegisterExtension(new TestKitAssertionsExtension(_assertions));
        // A system that was made without the test kit still needs the dispatcher that test actors run on.
        used.Dispatchers.RegisterConfigurator(
            CallingThreadDispatcher.Id, new CallingThreadDispatcherConfigurator(used.Settings.Config, used.Dispatchers.Prerequisites));
        _state = new TestState
        {
            System = used,
            Settings = TestKitExtension.For(used),
            Log = Logging.GetLogger(used, GetType()),
            EventFilter = new EventFilterFactory(this, used),
        };
        _state.TestActor = CreateTestActor(
            string.IsNullOrEmpty(testActorName) ? $"testActor{Interlocked.Increment(ref _testActorCount)}" : testActorName);
        AwaitStart(_state.TestActor);
        BecomeImplicitSender();
    }

    /// <summary>As the other overload, from a configuration.</summary>
    /// <param name="system">The system, or null.</param>
    /// <param name="config">The configuration if there is no system.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="testActorName">The test actor's name; null makes one up.</param>
    protected void InitializeTest(ActorSystem? system, Config config, string? actorSystemName, string? testActorName) =>
        InitializeTest(system, SetupOf(config), actorSystemName, testActorName);

    /// <summary>Makes one more actor that queues its messages for this kit.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The actor.</returns>
    public IActorRef CreateTestActor(string name)
    {
        var queue = _state.Queue;
        var props = Props.Create(() => new InternalTestActor(queue)).WithDispatcher("akka.test.test-actor.dispatcher");
        return ((ExtendedActorSystem)Sys).SystemActorOf(props, name);
    }

    /// <summary>Terminates the system.</summary>
    /// <param name="duration">How long to wait; null waits 5 seconds or what is left of Within, but never more than 10.</param>
    /// <param name="verifySystemShutdown">True fails if it takes longer.</param>
    /// <exception cref="TimeoutException">It took longer, and this was to be verified.</exception>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) =>
        Shutdown(Sys, duration, verifySystemShutdown);

    /// <summary>Terminates another system.</summary>
    /// <param name="system">The system; null is the one under test.</param>
    /// <param name="duration">How long to wait; null waits 5 seconds or what is left of Within, but never more than 10.</param>
    /// <param name="verifySystemShutdown">True fails if it takes longer.</param>
    /// <exception cref="TimeoutException">It took longer, and this was to be verified.</exception>
    protected virtual void Shutdown(ActorSystem? system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        system ??= Sys;
        var dilated = Dilated(TimeSpan.FromSeconds(5));
        var longest = TimeSpan.FromSeconds(10);
        var wait = duration ?? (dilated < longest ? dilated : longest);
        // Blocking is the contract: when a synchronous test ends, its system has ended too.
        if (system.Terminate().Wait(wait))
            return;
        ((ExtendedActorSystem)system).Guardian.Stop();
        var message = $"Failed to stop [{system.Name}] within [{wait}]. ActorSystem is being forcefully shut down.";
        if (verifySystemShutdown)
            throw new TimeoutException(message);
        system.Log.Warning(message);
    }

    private static ActorSystemSetup WithDefaults(ActorSystemSetup setup)
    {
        var given = setup.Get<BootstrapSetup>();
        var bootstrap = given.HasValue ? given.Value : BootstrapSetup.Create();
        var config = bootstrap.Config.HasValue && !ReferenceEquals(bootstrap.Config.Value, DefaultConfig)
            ? bootstrap.Config.Value.WithFallback(DefaultConfig)
            : DefaultConfig;
        return setup.WithSetup(bootstrap.WithConfig(config));
    }

    /// <summary>Top-level actors start in two steps; until the second, the cell that the test thread adopts does not exist.</summary>
    private void AwaitStart(IActorRef testActor)
    {
        var started = testActor is not IRepointableRef repointable
            || AwaitConditionNoThrow(
                () => repointable.IsStarted, Dilated(TestKitSettings.TestKitStartupTimeout), TimeSpan.FromMilliseconds(1));
        if (!started)
            throw new TimeoutException(
                $"The test actor {testActor.Path} did not start within {Dilated(TestKitSettings.TestKitStartupTimeout)}.");
    }

    /// <summary>
    /// What the test tells without naming a sender comes from the test actor. A kit that opts out clears the context, lest it inherit
    /// another test's; a probe opts out too, but is made in the middle of a test, whose context must stay.
    /// </summary>
    private void BecomeImplicitSender()
    {
        if (this is TestProbe)
            return;
        InternalCurrentActorCellKeeper.Current =
            this is INoImplicitSender ? null : (ActorCell)((ActorRefWithCell)TestActor).Underlying;
        SynchronizationContext.SetSynchronizationContext(
            new ActorCellKeepingSynchronizationContext(InternalCurrentActorCellKeeper.Current));
    }
}
