namespace ActorIommu.Benchmarks;

/// <summary>
/// Something that is measured. One run does <see cref="Operations"/> operations; what a run needs is made in <see cref="Prepare"/> and not
/// counted.
/// </summary>
internal abstract class Benchmark : IDisposable
{
    /// <summary>Group and name, as in "runtime/tell"; the budgets use it as their key.</summary>
    public abstract string Name { get; }

    /// <summary>How many operations a run does.</summary>
    public abstract long Operations { get; }

    /// <summary>What one operation is called in the table.</summary>
    public virtual string Unit => "op";

    /// <summary>Runs before the first that counts; enough of them that the JIT has made up its mind.</summary>
    public virtual int WarmUps => 2;

    /// <summary>
    /// How many runs are measured for each that is asked for: short ones are seldom interrupted by what else the machine does.
    /// </summary>
    public virtual int Repeats => 1;

    /// <summary>
    /// Its runs alternate with those of its neighbours that say so too: a disturbance of some seconds then meets all of them alike.
    /// </summary>
    public virtual bool TakesTurns => false;

    /// <summary>What else was seen, for a line of its own; null for nothing.</summary>
    public virtual string? Note => null;

    /// <summary>Makes what the runs need.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>One run.</summary>
    public abstract void Run();

    /// <summary>Undoes <see cref="Prepare"/>.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
