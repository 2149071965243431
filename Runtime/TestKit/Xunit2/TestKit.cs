using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2.Internals;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>Base of xunit test classes: a system for each test, terminated after it.</summary>
#pragma warning disable CA1724 // Akka.NET's name.
public class TestKit : TestKitBase, IDisposable
#pragma warning restore CA1724
{
    /// <summary>The test's output, or null.</summary>
#pragma warning disable CA1051 // A field in Akka.NET.
    protected readonly ITestOutputHelper? Output;
#pragma warning restore CA1051

    private bool _disposed;

    /// <summary>Attaches to a system, or makes one with the default configuration.</summary>
    /// <param name="system">The system, or null.</param>
    /// <param name="output">The test's output, which the log is written to.</param>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(Assertions, system)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>Makes a system from a setup.</summary>
    /// <param name="config">The setup.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="output">The test's output, which the log is written to.</param>
    public TestKit(ActorSystemSetup config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>Makes a system from a configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="actorSystemName">The system's name, "test" if null.</param>
    /// <param name="output">The test's output, which the log is written to.</param>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>Makes a system from a configuration in HOCON.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="output">The test's output, which the log is written to.</param>
    /// <exception cref="ConfigurationException">The text is not HOCON.</exception>
    public TestKit(string config, ITestOutputHelper? output = null)
        : this(ConfigurationFactory.ParseString(config), output: output)
    {
    }

    /// <summary>The test kit's own configuration.</summary>
    public static new Config DefaultConfig => TestKitBase.DefaultConfig;

    /// <summary>Everything that can be logged, logged.</summary>
    public static new Config FullDebugConfig => TestKitBase.FullDebugConfig;

    /// <summary>xunit's.</summary>
    protected static XunitAssertions Assertions { get; } = new();

    /// <summary>Called after the test; terminates the system.</summary>
    protected virtual void AfterAll() => Shutdown();

    /// <summary>Called by xunit after the test.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the test's system, once.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
            return;
        _disposed = true;
        try
        {
            AfterAll();
        }
        finally
        {
            // The next test may run on this thread.
            InternalCurrentActorCellKeeper.Current = null;
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    /// <summary>Writes a system's log to the test's output, if there is one.</summary>
    /// <param name="system">The system.</param>
    protected void InitializeLogger(ActorSystem system)
    {
        if (Output is { } output)
            AddLogger(system, Props.Create(() => new TestOutputLogger(output)));
    }

    /// <summary>Writes a system's log to the test's output, if there is one, with something before each line.</summary>
    /// <param name="system">The system.</param>
    /// <param name="prefix">What to write before each line.</param>
    protected void InitializeLogger(ActorSystem system, string prefix)
    {
        if (Output is { } output)
            AddLogger(system, Props.Create(() => new TestOutputLogger(new PrefixedOutput(output, prefix))));
    }

    /// <summary>Answered before the test begins, so that its first line is not missed.</summary>
    private void AddLogger(ActorSystem system, Props props)
    {
        var logger = ((ExtendedActorSystem)system).SystemActorOf(props, "log-test");
        var initialize = new InitializeLogger(system.EventStream);
        logger.Ask<LoggerInitialized>(initialize, TestKitSettings.TestKitStartupTimeout).GetAwaiter().GetResult();
    }

    private sealed class PrefixedOutput(ITestOutputHelper inner, string prefix) : ITestOutputHelper
    {
        public void WriteLine(string message) => inner.WriteLine(prefix + message);

        public void WriteLine(string format, params object[] args) => inner.WriteLine(prefix + format, args);
    }
}
