using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorIommu.Runtime.Tests.Serialization;

public sealed class SerializationTests(SerializationFixture fixture) : IClassFixture<SerializationFixture>
{
    private Akka.Serialization.Serialization Serialization => fixture.System.Serialization;

    [Fact]
    public void Serializers_have_the_numbers_of_Akka()
    {
        Assert.Equal(0, Serialization.FindSerializerFor(null).Identifier);
        Assert.Equal(4, Serialization.FindSerializerFor(new byte[1]).Identifier);
        Assert.Equal(-5, Serialization.FindSerializerFor(new Simple("s", 1)).Identifier);
        Assert.IsType<HyperionSerializer>(Serialization.FindSerializerForType(typeof(Simple)));
        Assert.IsType<ByteArraySerializer>(Serialization.FindSerializerForType(typeof(byte[])));
    }

    [Fact]
    public void An_unknown_number_is_a_SerializationException() =>
        Assert.Throws<SerializationException>(() => Serialization.Deserialize([], 4711, "x"));

    [Fact]
    public async Task A_serializer_of_ones_own_is_bound_by_configuration_or_setup()
    {
        var setup = SerializationSetup.Create(system =>
            [SerializerDetails.Create("points", new PointSerializer(system), ImmutableHashSet.Create(typeof(Point)))]);
        var hocon = ConfigurationFactory.ParseString($$"""
            akka.loggers = []
            akka.stdout-loglevel = OFF
            akka.actor {
              serializers.simple = "{{typeof(SimpleSerializer).AssemblyQualifiedName}}"
              serialization-bindings."{{typeof(Simple).AssemblyQualifiedName}}" = simple
            }
            """);
        var system = ActorSystem.Create("own", BootstrapSetup.Create().WithConfig(hocon).And(setup));
        try
        {
            var points = Assert.IsType<PointSerializer>(system.Serialization.FindSerializerFor(new Point(1, 2)));
            var copy = system.Serialization.Deserialize(points.ToBinary(new Point(1, 2)), 1001, points.Manifest(new Point(1, 2)));
            Assert.Equal(new Point(1, 2), copy);
            Assert.Equal("P", Akka.Serialization.Serialization.ManifestFor(points, new Point(1, 2)));
            Assert.Throws<SerializationException>(() => system.Serialization.Deserialize([], 1001, "unknown"));
            Assert.IsType<SimpleSerializer>(system.Serialization.FindSerializerFor(new Simple("s", 1)));
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public void A_reference_is_serialized_with_its_address_and_uid()
    {
        var actor = fixture.System.ActorOf(Props.Empty, "addressed");
        var path = Akka.Serialization.Serialization.SerializedActorPath(actor);
        Assert.StartsWith("akka://serialization/user/addressed#", path, StringComparison.Ordinal);
        Assert.Equal(actor, Serialization.DeserializeActorRef(path));
        Assert.Equal("", Akka.Serialization.Serialization.SerializedActorPath(ActorRefs.NoSender));
    }

    private sealed class PointSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 1001;

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes($"{((Point)obj).X},{((Point)obj).Y}");

        public override object FromBinary(byte[] bytes, string manifest)
        {
            if (manifest != "P")
                throw new SerializationException($"Unknown manifest {manifest}");
            var parts = Encoding.UTF8.GetString(bytes).Split(',');
            return new Point(int.Parse(parts[0]), long.Parse(parts[1]));
        }

        public override string Manifest(object o) => "P";
    }

    public sealed class SimpleSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => 1002;

        public override bool IncludeManifest => true;

        public override byte[] ToBinary(object obj) => [];

        public override object FromBinary(byte[] bytes, Type type) => new Simple(type.Name, 0);
    }
}
