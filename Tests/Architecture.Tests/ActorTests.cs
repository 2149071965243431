using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

/// <summary>Actors are thin, never wait, and do not know in which mode they run.</summary>
public sealed class ActorTests
{
    private static readonly Ban WaitingAndClocks = new(
        "Akka.Actor.Futures",
        "System.DateTime.get_Now",
        "System.DateTime.get_UtcNow",
        "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow",
        "System.Diagnostics.Stopwatch",
        "System.Environment.get_TickCount",
        "System.Environment.get_TickCount64",
        "System.Random",
        "System.Threading.AutoResetEvent",
        "System.Threading.Lock",
        "System.Threading.ManualResetEvent",
        "System.Threading.ManualResetEventSlim",
        "System.Threading.Monitor",
        "System.Threading.Mutex",
        "System.Threading.SemaphoreSlim",
        "System.Threading.SpinWait",
        "System.Threading.Tasks.Task",
        "System.Threading.Thread",
        "System.Threading.Timer",
        "System.TimeProvider");

    public static TheoryData<string, string, string> BadSources => new()
    {
        { "SmmuActor.cs", "#if DEBUG", "no conditional code" },
        { "SmmuActor.cs", "        var x = queue.Ask<Reply>(m);", "no Ask" },
        { "SmmuActor.cs", "        var x = 1 << 3;", "no bit arithmetic" },
        { "SmmuActor.cs", "        var x = y >> 3;", "no bit arithmetic" },
        { "SmmuActor.cs", "        y >>= 3;", "no bit arithmetic" },
        { "SmmuActor.cs", "        var x = y & 0xff;", "no bit arithmetic" },
        { "SmmuActor.cs", "        var x = y | 0xff;", "no bit arithmetic" },
        { "SmmuActor.cs", "        var x = ~y;", "no bit arithmetic" },
        { "SmmuActor.cs", "        var x = y ^ z;", "no bit arithmetic" },
        { "SmmuActor.cs", new string('\n', ActorSources.MaxActorLines), "an actor has at most" },
        { "StreamTable.cs", "using Akka.Actor;", "only files named *Actor.cs" },
        { "StreamTable.cs", "global using static Akka.Actor.Props;", "only files named *Actor.cs" },
        { "StreamTable.cs", "  #if X", "no conditional code" },
    };

    [Fact]
    public void Sources_keep_the_rules() =>
        Check.Clean(SourceFile.Of("Actors", ".cs").SelectMany(ActorSources.Check));

    [Theory]
    [MemberData(nameof(BadSources))]
    public void Control_a_source_that_breaks_a_rule(string name, string text, string what) =>
        Check.Finds(what, ActorSources.Check(new SourceFile(name, text)));

    [Theory]
    [InlineData("        var x = a && b || !c; // a & b | ~c << 1, #if, Ask<T>()")]
    [InlineData("        Dictionary<int, List<int>> map = [];")]
    [InlineData("        if (x >= 1 && y <= 2) log(\"a & b | c << 1\");")]
    [InlineData("        Receive<Message>(m => Handle(m));")]
    [InlineData("        var last = items[^1];")]
    [InlineData("#region none")]
    public void Control_code_that_only_looks_like_it(string text) =>
        Check.Clean(ActorSources.Check(new SourceFile("SmmuActor.cs", text)));

    [Fact]
    public void Compiled_actors_never_wait_and_read_no_clock() => Check.Clean(WaitingAndClocks.Check(Libraries.Actors.GetTypes()));

    [Theory]
    [InlineData(typeof(Planted.WaitsForTask), "System.Threading.Tasks.Task")]
    [InlineData(typeof(Planted.UsesLock), "System.Threading.Monitor")]
    [InlineData(typeof(Planted.UsesClock), "System.DateTime.get_UtcNow")]
    public void Control_code_that_waits_or_reads_a_clock(Type planted, string what) => Check.Finds(what, WaitingAndClocks.Check([planted]));
}
