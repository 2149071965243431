using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.TestKit;

/// <summary>
/// Runs each mailbox on the thread that made it runnable, before that thread's Tell returns. A message to a mailbox that is running just
/// then, on this thread or another, is processed by that run.
/// </summary>
public class CallingThreadDispatcher : MessageDispatcher
{
    /// <summary>The key of its configuration.</summary>
#pragma warning disable CA2211 // A writable field in Akka.NET.
    public static new string Id = "akka.test.calling-thread-dispatcher";
#pragma warning restore CA2211

    /// <summary>Made by <see cref="CallingThreadDispatcherConfigurator"/>.</summary>
    /// <param name="configurator">Who makes it.</param>
    public CallingThreadDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run) => run.Run();

    /// <summary>There is nothing to shut down: the threads are the callers'.</summary>
    protected override void Shutdown()
    {
    }
}

/// <summary>Makes dispatchers from <c>akka.test.calling-thread-dispatcher</c>.</summary>
public class CallingThreadDispatcherConfigurator : MessageDispatcherConfigurator
{
    /// <summary>Called by the runtime.</summary>
    /// <param name="config">The dispatcher's section.</param>
    /// <param name="prerequisites">What dispatchers are made with.</param>
    public CallingThreadDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
    }

    /// <summary>Makes a dispatcher, each time another: there is no state to share.</summary>
    /// <returns>The dispatcher.</returns>
    public override MessageDispatcher Dispatcher() => new CallingThreadDispatcher(this);
}
