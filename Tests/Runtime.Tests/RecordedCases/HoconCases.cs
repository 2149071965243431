using ActorIommu.Runtime.Tests.RecordedCases.Harness;
using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.RecordedCases;

public sealed class HoconCases
{
    [Fact]
    public void Case_28_hocon()
    {
        var config = ConfigurationFactory.ParseString(
            """
            a {
              b = 10ms
              c = 2k
              d = on
              e = [1, 2]
              inf = infinite
            }
            f = ${a.b}
            a.b2 = 3s
            """).WithFallback(ConfigurationFactory.ParseString("a { fallback = 5s }"));
        var error = Record.Exception(() => ConfigurationFactory.ParseString("a { b { c = 1 }, d = 2 }"));
        Recording.Check(28,
        [
            $"   b={config.GetTimeSpan("a.b")} c={config.GetByteSize("a.c", null)} d={config.GetBoolean("a.d")} "
            + $"e={string.Join('|', config.GetStringList("a.e"))} f={config.GetString("f")} b2={config.GetTimeSpan("a.b2")} "
            + $"inf={config.GetTimeSpan("a.inf").TotalMilliseconds} has={config.HasPath("a.missing")} "
            + $"missing='{config.GetString("a.missing", "")}' missingInt={config.GetInt("a.missing")} "
            + $"fallback={config.GetTimeSpan("a.fallback")}",
            $"   comma after }}: {error?.GetType().Name}",
        ]);
    }
}
