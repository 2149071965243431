using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the continuations of asynchronous handlers in the turns of their actor. While a handler awaits, the mailbox is
/// suspended: only system messages are processed, and these continuations are system messages.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell actorCell) => _cell = actorCell;

    /// <summary>The message that is being handled, or null.</summary>
    public object? CurrentMessage { get; private set; }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs an action as an asynchronous handler; throws <see cref="InvalidOperationException"/> outside an actor.</summary>
    public static void RunTask(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        RunTask(() =>
        {
            action();
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// Suspends the mailbox of the running actor until the task ends; a failure is one of the current message. Throws
    /// <see cref="InvalidOperationException"/> outside an actor.
    /// </summary>
    public static void RunTask(Func<Task> asyncAction)
    {
        ArgumentNullException.ThrowIfNull(asyncAction);
        var cell = InternalCurrentActorCellKeeper.Current
            ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        cell.Mailbox.Suspend();
        var scheduler = cell.TaskScheduler;
        scheduler.CurrentMessage = cell.CurrentMessage;
        scheduler.OnBeforeTaskStarted();
        Task<Task>.Factory.StartNew(asyncAction, CancellationToken.None, TaskCreationOptions.None, scheduler)
            .Unwrap()
            .ContinueWith(
                static (task, state) => ((ActorTaskScheduler)state!).Complete(task),
                scheduler,
                CancellationToken.None,
                TaskContinuationOptions.None,
                scheduler);
    }

    internal void ExecuteTask(Task task) => TryExecuteTask(task);

    /// <summary>Called before a handler starts.</summary>
    protected virtual void OnBeforeTaskStarted()
    {
    }

    /// <summary>Called after a handler has ended.</summary>
    protected virtual void OnAfterTaskCompleted()
    {
    }

    /// <inheritdoc/>
    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var longRunning = (task.CreationOptions & TaskCreationOptions.LongRunning) != 0;
        if (!longRunning && InternalCurrentActorCellKeeper.Current == _cell) TryExecuteTask(task);
        else _cell.SendSystemMessage(new ActorTaskSchedulerMessage(this, task, CurrentMessage));
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private void Complete(Task task)
    {
        var failure = task.Status switch
        {
            TaskStatus.Canceled => new TaskCanceledException(),
            TaskStatus.Faulted => task.Exception!.InnerExceptions is [var only] ? only : task.Exception,
            _ => null,
        };
        if (failure is null)
        {
            _cell.ResumeNonRecursive();
            _cell.CheckReceiveTimeout(_cell.CurrentMessage is not INotInfluenceReceiveTimeout);
        }
        else
        {
            _cell.SendSystemMessage(new ActorTaskSchedulerMessage(failure, CurrentMessage));
        }

        (this as IAsyncResultInterceptor)?.OnTaskCompleted(CurrentMessage, failure);
        CurrentMessage = null;
        OnAfterTaskCompleted();
    }
}

/// <summary>Sees how asynchronous handlers end, for test references.</summary>
internal interface IAsyncResultInterceptor
{
    void OnTaskCompleted(object? message, Exception? exception);
}
