using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Keeps a test framework's assertions with the actor system, for probes and filters that are made without a test kit at
/// hand.</summary>
/// <param name="assertions">The assertions.</param>
public class TestKitAssertionsExtension(ITestKitAssertions assertions) : ExtensionIdProvider<TestKitAssertionsProvider>
{
    /// <inheritdoc/>
    public override TestKitAssertionsProvider CreateExtension(ExtendedActorSystem system) => new(assertions);

    /// <summary>The provider of a system that a test kit has been attached to.</summary>
    /// <param name="system">The system.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="InvalidOperationException">No test kit was ever attached to the system.</exception>
    public static TestKitAssertionsProvider For(ActorSystem system) =>
        system.GetExtension<TestKitAssertionsProvider>()
        ?? throw new InvalidOperationException($"No TestKit is attached to the actor system {system.Name}.");
}

/// <summary>Holds the assertions.</summary>
/// <param name="assertions">The assertions.</param>
public class TestKitAssertionsProvider(ITestKitAssertions assertions) : IExtension
{
    /// <summary>The assertions.</summary>
    public ITestKitAssertions Assertions => assertions;
}
