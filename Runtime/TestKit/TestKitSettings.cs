using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The settings under <c>akka.test</c>.</summary>
public class TestKitSettings : IExtension
{
    /// <summary>Reads the settings.</summary>
    /// <param name="config">A system's whole configuration.</param>
    /// <exception cref="ConfigurationException">There is no <c>akka.test</c>, or the time factor is not positive.</exception>
    public TestKitSettings(Config config)
    {
        var test = config.GetConfig("akka.test");
        if (test is null || test.IsEmpty)
            throw new ConfigurationException("There is no section akka.test; was the system created without TestKitBase.DefaultConfig?");
        DefaultTimeout = test.GetTimeSpan("default-timeout", null, allowInfinite: false);
        SingleExpectDefault = test.GetTimeSpan("single-expect-default", null, allowInfinite: false);
        TestEventFilterLeeway = test.GetTimeSpan("filter-leeway", null, allowInfinite: false);
        TestKitStartupTimeout = test.GetTimeSpan("startup-timeout", null, allowInfinite: false);
        TestTimeFactor = test.GetDouble("timefactor");
        LogTestKitCalls = config.GetBoolean("akka.test.testkit.debug");
        if (TestTimeFactor <= 0)
            throw new ConfigurationException($"akka.test.timefactor must be positive, it is {TestTimeFactor}");
    }

    /// <summary>How long an Ask of the test kit may take.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long an expectation waits for a message outside of Within.</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long an event filter waits for events after its action has finished.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>How long the test actor may take to start.</summary>
    public TimeSpan TestKitStartupTimeout { get; }

    /// <summary>By how much <see cref="TestKitBase.Dilated"/> stretches times.</summary>
    public double TestTimeFactor { get; }

    /// <summary>Whether expectations write to the log what they wait for.</summary>
    public bool LogTestKitCalls { get; }
}

/// <summary>Gives a system its <see cref="TestKitSettings"/>.</summary>
public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    /// <inheritdoc/>
    public override TestKitSettings CreateExtension(ExtendedActorSystem system) => new(system.Settings.Config);

    /// <summary>A system's settings.</summary>
    /// <param name="system">The system.</param>
    /// <returns>The settings, read on first use.</returns>
    public static TestKitSettings For(ActorSystem system) => system.WithExtension<TestKitSettings, TestKitExtension>();
}
