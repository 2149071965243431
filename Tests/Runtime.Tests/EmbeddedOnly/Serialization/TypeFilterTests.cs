using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using ActorIommu.Runtime.Tests.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Akka.Serialization.Hyperion;
using Hyperion;

namespace ActorIommu.Runtime.Tests.EmbeddedOnly.Serialization;

/// <summary>A message names types; only those of a closed list are found, and nothing is loaded to find out.</summary>
public sealed class TypeFilterTests(SerializationFixture fixture) : IClassFixture<SerializationFixture>
{
    [Theory]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("System.Diagnostics.Process|System.Diagnostics.Process")]
    [InlineData("System.IO.FileInfo|System.Private.CoreLib")]
    [InlineData("System.Data.DataSet, System.Data.Common")]
    [InlineData("System.Collections.Generic.List`1<System.Diagnostics.Process>")]
    [InlineData("System.Collections.Generic.List`1")]
    [InlineData("System.Collections.Generic.List`1<")]
    [InlineData("System.Collections.Generic.List`1<System.Int32;System.Int32>")]
    [InlineData("System.Nullable`1<System.String>")]
    [InlineData("System.Int32[][,][")]
    [InlineData("System.Int32[*]")]
    [InlineData("System.Func`1<System.Int32>")]
    [InlineData("System.Type")]
    [InlineData("Akka.Actor.ActorSystem|ActorIommu.Runtime")]
    [InlineData("Akka.Actor.Props|ActorIommu.Runtime")]
    [InlineData("NotLoadedAnywhere.Gadget|NotLoadedAnywhere")]
    [InlineData("")]
    public void A_name_that_is_not_admitted_is_refused_without_loading_anything(string name)
    {
        var loaded = new List<string>();
        void Note(object? sender, AssemblyLoadEventArgs load) => loaded.Add(load.LoadedAssembly.GetName().Name!);
        void NoteResolve(string what) => loaded.Add(what);
        System.Reflection.Assembly? Resolve(object? sender, ResolveEventArgs wanted)
        {
            NoteResolve(wanted.Name);
            return null;
        }

        _ = fixture.RoundTrip(new Simple("warm", 1));
        AppDomain.CurrentDomain.AssemblyLoad += Note;
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        try
        {
            var bytes = Encoding.UTF8.GetBytes($"[{JsonSerializer.Serialize(name)},{{}}]");
            var error = Assert.Throws<SerializationException>(() => fixture.System.Serialization.Deserialize(bytes, -5, ""));
            Assert.Contains("not admitted", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyLoad -= Note;
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
        }

        Assert.DoesNotContain(loaded, assembly => assembly.Contains("Process", StringComparison.Ordinal)
            || assembly.Contains("NotLoaded", StringComparison.Ordinal)
            || assembly.Contains("Data", StringComparison.Ordinal));
    }

    [Fact]
    public void A_manifest_of_another_serializer_is_not_loaded_either() =>
        Assert.Null(Record.Exception(() => fixture.System.Serialization.Deserialize(
            fixture.System.Serialization.Serialize(new Simple("s", 1)), -5, "System.Diagnostics.Process, System.Diagnostics.Process")));

    [Fact]
    public void A_value_that_is_not_admitted_is_refused_when_it_is_written()
    {
        foreach (var value in new object[] { new NotAMessage(1), new Generic<NotAMessage>(new(1)), new Generic<object>(new NotAMessage(1)),
            new List<NotAMessage>() })
        {
            var error = Assert.Throws<SerializationException>(() => fixture.RoundTrip(value));
            Assert.Contains("allowed-types", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Delegates_types_and_tasks_are_never_admitted()
    {
        foreach (var value in new object[] { () => 1, typeof(int), Task.CompletedTask, new Generic<object>(typeof(int)),
            new MemoryStream() })
            Assert.Throws<SerializationException>(() => fixture.RoundTrip(value));
    }

    [Fact]
    public void A_value_that_contains_itself_is_refused()
    {
        var cell = new Cell(1);
        cell.Self = cell;
        Assert.Contains("contain itself", Assert.Throws<SerializationException>(() => fixture.RoundTrip(cell)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_with_a_comparer_of_its_own_is_refused() =>
        Assert.Throws<SerializationException>(() => fixture.RoundTrip(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }));

    [Fact]
    public async Task A_type_is_admitted_by_setup()
    {
        var setup = HyperionSerializerSetup.Empty.WithTypeFilter(TypeFilterBuilder.Create().Include<NotAMessage>().Build());
        var hocon = ConfigurationFactory.ParseString("akka.loggers = []\nakka.stdout-loglevel = OFF");
        var system = ActorSystem.Create("setup", BootstrapSetup.Create().WithConfig(hocon).And(setup));
        try
        {
            var serializer = system.Serialization.FindSerializerFor(new NotAMessage(1));
            Assert.Equal(new NotAMessage(1), serializer.FromBinary<NotAMessage>(serializer.ToBinary(new NotAMessage(1))));
            Assert.Throws<SerializationException>(() => { serializer.ToBinary(new Simple("s", 1)); });
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public void A_type_that_is_to_be_admitted_has_to_exist() => Assert.Throws<ConfigurationException>(() =>
        HyperionSerializerSettings.Create(ConfigurationFactory.ParseString("allowed-types = [\"No.Such, Thing\"]")));

    [Fact]
    public void Malformed_bytes_are_a_SerializationException()
    {
        var good = fixture.System.Serialization.FindSerializerFor(new Simple("name", 1)).ToBinary(new Simple("name", 1));
        for (var length = 0; length < good.Length; length++)
            Assert.Throws<SerializationException>(() => fixture.System.Serialization.Deserialize(good[..length], -5, ""));
    }

    [Fact]
    public void Fields_may_be_added_and_removed()
    {
        var name = JsonSerializer.Serialize(JsonDocument.Parse(
            fixture.System.Serialization.Serialize(new Simple("s", 1))).RootElement[0].GetString());
        var bytes = Encoding.UTF8.GetBytes($"[{name},{{\"Name\":\"kept\",\"New\":[1,{{}}]}}]");
        Assert.Equal(new Simple("kept", 0), fixture.System.Serialization.Deserialize(bytes, -5, ""));
    }

    [Theory]
    [InlineData("""["System.Int32","text"]""")]
    [InlineData("""["System.Int32",99999999999]""")]
    [InlineData("""["System.Int32"]""")]
    [InlineData("""[1,2]""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""["System.Guid","zz"]""")]
    [InlineData("""["System.DateTime",[1]]""")]
    [InlineData("""["System.DateTime",[-1,0]]""")]
    [InlineData("""["System.Byte[]","%"]""")]
    [InlineData("""["System.Int32[,]",[2147483647,2147483647]]""")]
    [InlineData("""["System.Collections.Generic.Dictionary`2<System.Int32;System.Int32>",[1]]""")]
    [InlineData("""["System.Collections.Generic.List`1<System.Int32>",[null]]""")]
    [InlineData("""["@ref",1]""")]
    [InlineData("""["@surrogate",["System.Int32",1]]""")]
    public void Bytes_that_do_not_fit_their_type_are_a_SerializationException(string json) =>
        Assert.Throws<SerializationException>(() => fixture.System.Serialization.Deserialize(Encoding.UTF8.GetBytes(json), -5, ""));
}
