namespace ActorIommu.Architecture.Tests.Planted;

// Code that breaks the rules, so that a test can show that the rules see it. Nothing runs it.
#pragma warning disable CA1812, CA1822, CA5394

internal sealed class UsesRandom
{
    public int Roll() => Random.Shared.Next();
}

internal sealed class UsesClock
{
    public long Now => DateTime.UtcNow.Ticks;
}

internal sealed class UsesTickCount
{
    public long Now => Environment.TickCount64;
}

internal sealed class UsesFile
{
    public Func<bool> Later => () => File.Exists("x");

    public bool Now => File.Exists("x");
}

internal sealed class UsesConsole
{
    public void Say() => Console.WriteLine();
}

internal sealed class UsesHashCode
{
    public int Mix => HashCode.Combine(1, 2);
}

internal sealed class UsesLock
{
    private readonly object _gate = new();

    public int Read()
    {
        lock (_gate)
            return 1;
    }
}

internal sealed class UsesVolatile
{
    public int Read(ref int value) => Volatile.Read(ref value);
}

internal sealed class ReturnsTask
{
    public Task? Start() => null;
}

internal sealed class HoldsTasks
{
    public List<Task<int>> Tasks { get; } = [];
}

internal sealed class WaitsForTask
{
    public void Wait(IAsyncResult work) => ((Task)work).Wait(1);
}

internal sealed class Pure
{
    private readonly Dictionary<ulong, ulong> _words = [];

    public ulong Read(ulong address) => _words.TryGetValue(address, out var word) ? word : 0;
}
