using Akka.Actor;
using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.Serialization;

/// <summary>An actor system whose messages go through the Hyperion serializer.</summary>
public sealed partial class SerializationFixture : IAsyncLifetime
{
    public SerializationFixture()
    {
        var hocon = """
            akka.loggers = []
            akka.stdout-loglevel = OFF
            akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
            akka.actor.serializers.hyperion = "Akka.Serialization.HyperionSerializer, Akka.Serialization.Hyperion"
            akka.actor.serialization-bindings."System.Object" = hyperion
            """;
        Admit(ref hocon);
        System = ActorSystem.Create("serialization", ConfigurationFactory.ParseString(hocon));
    }

    public ActorSystem System { get; }

    /// <summary>To bytes and back, as between two systems.</summary>
    public object? RoundTrip(object? value)
    {
        var serialization = System.Serialization;
        var serializer = serialization.FindSerializerFor(value);
        var bytes = serialization.Serialize(value);
        return serialization.Deserialize(bytes, serializer.Identifier, value is null
            ? "" : Akka.Serialization.Serialization.ManifestFor(serializer, value));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => System.Terminate();

    /// <summary>The embedded runtime always has a type filter; the test's own messages have to be admitted there.</summary>
    static partial void Admit(ref string hocon);
}
