using System.Reflection;
using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

/// <summary>Hardware is pure: input in, effects out. What is pure can be replayed.</summary>
public sealed class HardwareTests
{
    private const string AtomicMemory = "ActorIommu.Hardware.Memory";
    private const string Specification = "ActorIommu.Hardware.Spec";

    private static readonly Ban Impure = new(
        "Akka.*",
        "System.IO.*",
        "System.Net.*",
        "System.Threading.*",
        "System.Timers.*",
        "System.Console",
        "System.DateTime",
        "System.DateTimeOffset",
        "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch",
        "System.Environment.get_TickCount",
        "System.Environment.get_TickCount64",
        "System.Guid.NewGuid",
        "System.HashCode",
        "System.Random",
        "System.Security.Cryptography.*",
        "System.TimeProvider",
        "System.TimeZoneInfo");

    [Fact]
    public void Hardware_has_no_clock_no_thread_no_chance_and_no_file() =>
        Check.Clean(Impure.Check(Libraries.Hardware.GetTypes(), IsAtomicMemory));

    [Theory]
    [InlineData(typeof(Planted.UsesRandom), "System.Random")]
    [InlineData(typeof(Planted.UsesClock), "System.DateTime")]
    [InlineData(typeof(Planted.UsesTickCount), "System.Environment.get_TickCount64")]
    [InlineData(typeof(Planted.UsesFile), "System.IO.File")]
    [InlineData(typeof(Planted.UsesConsole), "System.Console")]
    [InlineData(typeof(Planted.UsesHashCode), "System.HashCode")]
    [InlineData(typeof(Planted.UsesLock), "System.Threading.Monitor")]
    [InlineData(typeof(Planted.UsesVolatile), "System.Threading.Volatile")]
    [InlineData(typeof(Planted.ReturnsTask), "System.Threading.Tasks.Task")]
    [InlineData(typeof(Planted.HoldsTasks), "System.Threading.Tasks.Task")]
    public void Control_impure_code(Type planted, string what) => Check.Finds(what, Impure.Check([planted], IsAtomicMemory));

    [Fact]
    public void Control_pure_code() => Check.Clean(Impure.Check([typeof(Planted.Pure)], IsAtomicMemory));

    [Fact]
    public void The_specification_uses_nothing_else_of_hardware() => Check.Clean(Namespaces.Check(
        Libraries.Hardware.GetTypes().Where(type => Namespaces.IsIn(type, Specification)), "ActorIommu", Specification));

    [Theory]
    [InlineData(typeof(Planted.Looker))]
    [InlineData(typeof(Planted.Heir))]
    [InlineData(typeof(Planted.Keeper))]
    public void Control_a_specification_that_looks_elsewhere(Type planted) =>
        Check.Finds("Planted.Elsewhere", Namespaces.Check([planted], "ActorIommu", Specification));

    // Emulated memory is read and written 64 bits at a time by several threads in a concurrent run.
    private static bool IsAtomicMemory(Type user, MemberInfo used) =>
        Namespaces.IsIn(user, AtomicMemory) && (used as Type ?? used.DeclaringType) is { } type
        && (type == typeof(Volatile) || type == typeof(Interlocked));
}
