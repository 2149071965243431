using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.Configuration;

public sealed class ConfigFallbackTests
{
    [Fact]
    public void The_fallback_gives_what_is_missing()
    {
        var config = Parse("a { b = 1 }").WithFallback(Parse("a { b = 2, c = 3 }\nd = 4"));
        Assert.Equal("1 3 4", $"{config.GetInt("a.b")} {config.GetInt("a.c")} {config.GetInt("d")}");
        Assert.Equal(["b", "c"], config.GetConfig("a")!.AsEnumerable().Select(pair => pair.Key).Order());
    }

    [Fact]
    public void Fallbacks_of_fallbacks_come_last_in_whichever_order_they_are_put_together()
    {
        Config first = Parse("a { x = 1 }"), second = Parse("a { x = 2, y = 2 }"), third = Parse("a { x = 3, y = 3, z = 3 }");
        foreach (var config in new[] { first.WithFallback(second).WithFallback(third), first.WithFallback(second.WithFallback(third)) })
        {
            Assert.Equal("1 2 3", $"{config.GetInt("a.x")} {config.GetInt("a.y")} {config.GetInt("a.z")}");
            var section = config.GetConfig("a")!;
            Assert.Equal("1 2 3", $"{section.GetInt("x")} {section.GetInt("y")} {section.GetInt("z")}");
        }
    }

    [Fact]
    public void Lists_and_texts_are_replaced_not_merged()
    {
        var config = Parse("a = [1]").WithFallback(Parse("a = [2, 3]"));
        Assert.Equal([1], config.GetIntList("a"));
    }

    [Fact]
    public void A_text_hides_an_object_of_the_fallback()
    {
        var config = Parse("a = 1").WithFallback(Parse("a { b = 2 }"));
        Assert.Equal(1, config.GetInt("a"));
        Assert.False(config.HasPath("a.b"));
    }

    [Fact]
    public void A_text_between_two_objects_hides_the_lower_one()
    {
        var config = Parse("a { x = 1 }").WithFallback(Parse("a = text").WithFallback(Parse("a { y = 2 }")));
        Assert.True(config.HasPath("a.x"));
        Assert.False(config.HasPath("a.y"));
    }

    [Fact]
    public void An_empty_configuration_adds_nothing()
    {
        var config = Parse("a = 1");
        Assert.Equal(1, config.WithFallback(Config.Empty).GetInt("a"));
        Assert.Equal(1, Config.Empty.WithFallback(config).GetInt("a"));
        Assert.Same(config, config.WithFallback(null));
        Assert.True(Config.Empty.IsEmpty);
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.False(config.IsEmpty);
    }

    [Fact]
    public void A_configuration_is_not_its_own_fallback()
    {
        var config = Parse("a = 1");
        Assert.Throws<ArgumentException>(() => config.WithFallback(config));
        Assert.Same(config, config.SafeWithFallback(config));
    }

    [Fact]
    public void Originals_do_not_change()
    {
        Config upper = Parse("a { x = 1 }"), lower = Parse("a { y = 2 }");
        _ = upper.WithFallback(lower).Root.ToString();
        Assert.False(upper.HasPath("a.y"));
        Assert.False(lower.HasPath("a.x"));
    }

    [Fact]
    public void Texts_are_configurations_by_conversion_and_addition()
    {
        Config config = "a = 1";
        Assert.Equal(1, config.GetInt("a"));
        Assert.Equal(2, (config + "b = 2").GetInt("b"));
        Assert.Equal(3, ("a = 3" + config).GetInt("a"));
    }

    [Fact]
    public void The_reference_configuration_has_the_defaults_of_Akka()
    {
        var config = ConfigurationFactory.Default();
        Assert.Equal(30, config.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal("INFO", config.GetString("akka.loglevel"));
        Assert.Equal(10, config.GetInt("akka.log-dead-letters"));
        Assert.Equal(TimeSpan.FromMilliseconds(10), config.GetTimeSpan("akka.scheduler.tick-duration"));
        Assert.Equal(4, config.GetInt("akka.actor.serialization-identifiers.\"Akka.Serialization.ByteArraySerializer, Akka\""));
        Assert.Equal(
            "akka.actor.mailbox.unbounded-deque-based",
            config.GetString("akka.actor.mailbox.requirements.\"Akka.Dispatch.IDequeBasedMessageQueueSemantics\""));
    }

    [Fact]
    public void Resources_and_objects_are_sources_too()
    {
        var fromResource = ConfigurationFactory.FromResource<ConfigFallbackTests>("Configuration.sample");
        Assert.Equal(1, fromResource.GetInt("sample.value"));
        var fromObject = ConfigurationFactory.FromObject(new { akka = new { loglevel = "DEBUG", n = 3 } });
        Assert.Equal("DEBUG", fromObject.GetString("akka.loglevel"));
        Assert.Equal(3, fromObject.GetInt("akka.n"));
    }

    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);
}
